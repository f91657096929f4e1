"""The catalogue of themes a campaign can begin with, and what chance makes of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from bot.domain.dice import Dice
from bot.domain.label import Label

Motif = Literal["tower", "ship", "tree", "mountain", "crown", "skull", "star", "sun", "city", "cave", "snow", "tavern"]
Thing = TypeVar("Thing")

SURPRISE: Final = "surprise"
"""What stands for a theme that chance picks."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A kind of story: what it is about, where it may begin, and what it may be called.

    `words` are separated by commas, as people type them. A name for a story is one of `heads` and one of `tails`.
    `colours` (hex: ground, middle, light) and `motif` are for whoever draws it.
    """

    key: str
    name: Label
    blurb: Label
    words: Label
    places: tuple[Label, ...]
    heads: tuple[Label, ...]
    tails: tuple[Label, ...]
    colours: tuple[str, str, str]
    motif: Motif


@dataclass(frozen=True, slots=True)
class Idea:
    """A story that chance came upon, in one language."""

    theme: Theme
    name: str
    place: str


THEMES: Final[tuple[Theme, ...]] = (
    Theme(
        "salt_and_fog",
        Label("Salt and fog", "Sel et brume"),
        Label(
            "Smugglers, wrecks and a light that should have gone out long ago.",
            "Des contrebandiers, des épaves et un feu qui aurait dû s’éteindre depuis longtemps.",
        ),
        Label("smugglers, fog, shipwrecks, an old lighthouse", "contrebandiers, brume, épaves, un vieux phare"),
        (
            Label("the quay of a fishing village at low tide", "le quai d’un village de pêcheurs à marée basse"),
            Label("the deck of a ship becalmed in fog", "le pont d’un navire encalminé dans la brume"),
            Label("a lighthouse whose keeper is gone", "un phare dont le gardien a disparu"),
        ),
        (Label("The Bell", "La Cloche"), Label("The Lantern", "La Lanterne"), Label("The Tide", "La Marée")),
        (Label("of the Drowned", "des Noyés"), Label("of Grey Harbour", "de Havre-Gris"), Label("of Salt", "de Sel")),
        ("#12304a", "#3f7391", "#e6d9b8"),
        "ship",
    ),
    Theme(
        "wizards_tower",
        Label("The wizard’s tower", "La tour du mage"),
        Label(
            "A tower that was not there yesterday, and a lesson somebody never finished.",
            "Une tour qui n’était pas là hier, et une leçon que quelqu’un n’a jamais finie.",
        ),
        Label("wild magic, riddles, living books", "magie sauvage, énigmes, livres vivants"),
        (
            Label("the door of a tower without windows", "la porte d’une tour sans fenêtres"),
            Label("a library where the books whisper", "une bibliothèque où les livres chuchotent"),
            Label("a village that has lost its shadows", "un village qui a perdu ses ombres"),
        ),
        (Label("The Apprentice", "L’Apprenti"), Label("The Seventh Stair", "La Septième Marche")),
        (Label("of the Blind Tower", "de la Tour aveugle"), Label("of Nobody", "de Personne")),
        ("#241a4d", "#6a4fb3", "#f2d479"),
        "tower",
    ),
    Theme(
        "old_forest",
        Label("The old forest", "La vieille forêt"),
        Label(
            "Bargains with the fey, paths that move, and a wood that remembers.",
            "Des pactes avec les fées, des sentiers qui bougent et un bois qui se souvient.",
        ),
        Label("fey, bargains, beasts, lost paths", "fées, pactes, bêtes, sentiers perdus"),
        (
            Label("a crossroads deep in a beech wood", "un carrefour au fond d’une hêtraie"),
            Label("a charcoal burner’s hut at dusk", "la cabane d’un charbonnier au crépuscule"),
            Label("a ring of stones full of flowers", "un cercle de pierres plein de fleurs"),
        ),
        (Label("The Antlers", "Les Bois"), Label("The Oath", "Le Serment"), Label("The Path", "Le Sentier")),
        (Label("of the Green King", "du Roi vert"), Label("of Thornwood", "de Ronceraie")),
        ("#14301f", "#3f7a45", "#d8e3a0"),
        "tree",
    ),
    Theme(
        "under_the_mountain",
        Label("Under the mountain", "Sous la montagne"),
        Label(
            "A dwarven hold stands open, and something inside is still at work.",
            "Une cité naine est ouverte, et quelque chose y travaille encore.",
        ),
        Label("dwarven ruins, forges, greed, a sleeping dragon", "ruines naines, forges, avidité, un dragon endormi"),
        (
            Label("the broken gate of a dwarven hold", "la porte brisée d’une cité naine"),
            Label("a mining camp on a windy pass", "un camp de mineurs sur un col venteux"),
            Label("a bridge over an endless shaft", "un pont au-dessus d’un puits sans fond"),
        ),
        (Label("The Hammer", "Le Marteau"), Label("The Hoard", "Le Trésor"), Label("The Gate", "La Porte")),
        (Label("of Deepdelve", "de Creuseprofond"), Label("of the Last King", "du Dernier Roi")),
        ("#2b2723", "#7d6a58", "#f0b45a"),
        "mountain",
    ),
    Theme(
        "crowns_and_daggers",
        Label("Crowns and daggers", "Couronnes et dagues"),
        Label(
            "An heir is missing, everybody smiles, and nobody drinks first.",
            "Une héritière a disparu, tout le monde sourit et personne ne boit le premier.",
        ),
        Label("court intrigue, masks, poison, an empty throne", "intrigues de cour, masques, poison, un trône vide"),
        (
            Label("a masked ball in a winter palace", "un bal masqué dans un palais d’hiver"),
            Label("the kitchens under a royal feast", "les cuisines sous un festin royal"),
            Label("an audience that starts an hour late", "une audience qui commence avec une heure de retard"),
        ),
        (Label("The Crown", "La Couronne"), Label("The Heir", "L’Héritière"), Label("The Mask", "Le Masque")),
        (Label("of Glass", "de Verre"), Label("of the House of Vair", "de la maison de Vair")),
        ("#3b0f24", "#96304f", "#f3cf73"),
        "crown",
    ),
    Theme(
        "restless_dead",
        Label("The restless dead", "Les morts sans repos"),
        Label(
            "The graves are open from within, and the village has stopped asking why.",
            "Les tombes sont ouvertes de l’intérieur, et le village ne demande plus pourquoi.",
        ),
        Label("undead, curses, old sins, candlelight", "morts-vivants, malédictions, vieux péchés, chandelles"),
        (
            Label("a churchyard in the rain", "un cimetière sous la pluie"),
            Label("a wake where the coffin is empty", "une veillée dont le cercueil est vide"),
            Label("the gate of a plague town", "la porte d’une ville pestiférée"),
        ),
        (Label("The Graves", "Les Tombes"), Label("The Candle", "La Chandelle"), Label("The Debt", "La Dette")),
        (Label("of Saint Orla", "de Sainte-Orla"), Label("of the Ninth Night", "de la Neuvième Nuit")),
        ("#1b1f24", "#55656b", "#cfe3c5"),
        "skull",
    ),
    Theme(
        "fallen_star",
        Label("The fallen star", "L’étoile tombée"),
        Label(
            "Something fell from the sky, and everyone who saw it had the same dream.",
            "Quelque chose est tombé du ciel, et tous ceux qui l’ont vu ont fait le même rêve.",
        ),
        Label("omens, cults, strange dreams, the stars", "présages, cultes, rêves étranges, les étoiles"),
        (
            Label("the rim of a smoking crater", "le bord d’un cratère fumant"),
            Label("an observatory on a hill", "un observatoire sur une colline"),
            Label("a caravan that travels only at night", "une caravane qui ne voyage que la nuit"),
        ),
        (Label("The Dream", "Le Rêve"), Label("The Choir", "Le Chœur"), Label("The Ember", "La Braise")),
        (Label("of the Fallen Star", "de l’étoile tombée"), Label("of the Ninth Sky", "du Neuvième Ciel")),
        ("#0d1440", "#3b4fa8", "#f5efc0"),
        "star",
    ),
    Theme(
        "sand_and_sun",
        Label("Sand and sun", "Sable et soleil"),
        Label(
            "Caravans, buried gods and a well that gives more than water.",
            "Des caravanes, des dieux ensevelis et un puits qui donne plus que de l’eau.",
        ),
        Label("desert, ruins, genies, thirst", "désert, ruines, génies, soif"),
        (
            Label("a caravanserai before a storm", "un caravansérail avant la tempête"),
            Label("a stair that the wind laid bare", "un escalier que le vent a mis à nu"),
            Label("a market under awnings", "un marché sous les auvents"),
        ),
        (Label("The Well", "Le Puits"), Label("The Sun", "Le Soleil"), Label("The Road", "La Route")),
        (Label("of a Thousand Names", "aux mille noms"), Label("of Brass", "d’Airain")),
        ("#5c2c11", "#d08a3c", "#fbe7b0"),
        "sun",
    ),
    Theme(
        "thieves_quarter",
        Label("The thieves’ quarter", "Le quartier des voleurs"),
        Label(
            "One job, too many masters, and a city that never quite sleeps.",
            "Un seul coup, trop de maîtres et une ville qui ne dort jamais tout à fait.",
        ),
        Label("heists, guilds, rooftops, favours owed", "cambriolages, guildes, toits, dettes d’honneur"),
        (
            Label("a rooftop opposite a bank", "un toit en face d’une banque"),
            Label("the back room of a pawnshop", "l’arrière-boutique d’un prêteur sur gages"),
            Label("a canal boat after curfew", "une barque sur le canal après le couvre-feu"),
        ),
        (Label("The Key", "La Clé"), Label("The Guild", "La Guilde"), Label("The Last Job", "Le Dernier Coup")),
        (Label("of Lower Market", "du Bas-Marché"), Label("of Two Moons", "des Deux Lunes")),
        ("#1d1b2e", "#5a5580", "#f0a65a"),
        "city",
    ),
    Theme(
        "the_deep",
        Label("The deep", "Les profondeurs"),
        Label(
            "Below the cellars are caves, and below the caves somebody is knocking.",
            "Sous les caves il y a des grottes, et sous les grottes quelqu’un frappe.",
        ),
        Label("caves, darkness, forgotten peoples, survival", "grottes, ténèbres, peuples oubliés, survie"),
        (
            Label("the bottom of a dry well", "le fond d’un puits à sec"),
            Label("a lake without a shore", "un lac sans rivage"),
            Label("a mushroom farm that nobody tends", "une champignonnière que personne ne soigne"),
        ),
        (Label("The Echo", "L’Écho"), Label("The Lamp", "La Lampe"), Label("The Descent", "La Descente")),
        (Label("of the Deep", "des Profondeurs"), Label("of the Blind City", "de la Cité aveugle")),
        ("#101820", "#2f5a63", "#8fe0c8"),
        "cave",
    ),
    Theme(
        "long_winter",
        Label("The long winter", "Le long hiver"),
        Label(
            "The snow came early, the wolves came with it, and spring is late by a year.",
            "La neige est venue tôt, les loups avec elle, et le printemps a un an de retard.",
        ),
        Label("snow, wolves, hunger, old gods", "neige, loups, faim, dieux anciens"),
        (
            Label("a snowed-in mountain inn", "une auberge de montagne prise par la neige"),
            Label("a frozen river at dawn", "une rivière gelée à l’aube"),
            Label("the hall of a jarl who does not speak", "la halle d’un jarl qui ne parle pas"),
        ),
        (Label("The Wolf", "Le Loup"), Label("The Hearth", "Le Foyer"), Label("The Snow", "La Neige")),
        (Label("of the Long Winter", "du long hiver"), Label("of Hollow Pass", "du Col creux")),
        ("#1c3350", "#7ea6c4", "#f4f9fc"),
        "snow",
    ),
    Theme(
        "crossroads_inn",
        Label("The inn at the crossroads", "L’auberge du carrefour"),
        Label(
            "Light-hearted roads, odd guests and adventures that begin with a bill nobody can pay.",
            "Des routes légères, de drôles d’hôtes et des aventures qui commencent par une note impayable.",
        ),
        Label("comedy, odd jobs, friendship, the open road", "comédie, petits boulots, amitié, la grand-route"),
        (
            Label("a table by the fire in a full inn", "une table près du feu dans une auberge pleine"),
            Label("a fair with one stall too many", "une foire avec un étal de trop"),
            Label("a cart with a broken wheel", "une charrette à la roue cassée"),
        ),
        (Label("The Guests", "Les Hôtes"), Label("The Bill", "La Note"), Label("The Goose", "L’Oie")),
        (Label("of the Crooked Inn", "de l’auberge de guingois"), Label("of Three Roads", "des Trois Routes")),
        ("#4a2412", "#b0632f", "#ffd98a"),
        "tavern",
    ),
)

TONES: Final[dict[str, Label]] = {
    "heroic": Label("heroic", "héroïque"),
    "grim": Label("grim", "sombre"),
    "light": Label("light-hearted", "légère"),
    "eerie": Label("eerie", "inquiétante"),
}

_BY_KEY: Final = {theme.key: theme for theme in THEMES}


def theme_of(key: str | None) -> Theme | None:
    """Return a theme of the catalogue, None for what is not in it."""
    return _BY_KEY.get(key or "")


def imagine(dice: Dice, language: str, theme: Theme | None = None) -> Idea:
    """Let chance find a story: its theme unless that is given, a name and a starting place."""
    found = theme or _one_of(dice, THEMES)
    name = f"{_one_of(dice, found.heads).say(language)} {_one_of(dice, found.tails).say(language)}"
    return Idea(found, name, _one_of(dice, found.places).say(language))


def _one_of(dice: Dice, things: Sequence[Thing]) -> Thing:
    return things[dice.die(len(things)) - 1]
