"""What characters did before: the background of SRD 5.1, and our own after its rule for customising them.

The acolyte is taken from the System Reference Document 5.1 by Wizards of the Coast LLC, available under the Creative
Commons Attribution 4.0 International License; its line, and everything of the others, is our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.label import Label


@dataclass(frozen=True, slots=True)
class Background:
    """Two skills, a tool or a language, what people owe to somebody like that, and a little kit.

    `past` is a first line of a history; `kit` are indexes of the common equipment with their number.
    """

    name: Label
    line: Label
    skills: tuple[str, str]
    training: Label
    feature: Label
    past: Label
    kit: tuple[tuple[str, int], ...] = ()


BACKGROUNDS: Mapping[str, Background] = {
    "acolyte": Background(
        Label("Acolyte", "Acolyte"),
        Label("Grew up in the service of a temple.", "A grandi au service d’un temple."),
        ("insight", "religion"),
        Label("Two languages", "Deux langues"),
        Label(
            "Temples of your faith give you shelter and care.", "Les temples de ta foi t’offrent l’abri et les soins."
        ),
        Label(
            "Served at an altar until the day it asked for something that could not be given.",
            "Servait un autel, jusqu’au jour où il demanda ce qui ne se donne pas.",
        ),
        (("amulet", 1), ("book", 1), ("clothes-common", 1)),
    ),
    "lamplighter": Background(
        Label("Lamplighter", "Allumeur de réverbères"),
        Label(
            "Walked a city’s nights with a ladder and a flame.",
            "A marché les nuits d’une ville, échelle et flamme en main.",
        ),
        ("perception", "stealth"),
        Label("Tinker’s tools", "Outils de bricoleur"),
        Label(
            "You know who is abroad at night, and they know you.",
            "Tu connais ceux qui veillent la nuit, et ils te connaissent.",
        ),
        Label(
            "Lit the same street every evening, until one evening somebody lay beneath the last lamp.",
            "Allumait chaque soir la même rue, jusqu’au soir où quelqu’un gisait sous la dernière lampe.",
        ),
        (("torch", 5), ("tinderbox", 1), ("clothes-common", 1)),
    ),
    "ferry-hand": Background(
        Label("Ferry Hand", "Passeur"),
        Label(
            "Carried strangers over the river and heard them talk.",
            "A fait traverser le fleuve à des inconnus, et tendu l’oreille.",
        ),
        ("athletics", "insight"),
        Label("Water vehicles", "Véhicules aquatiques"),
        Label(
            "Boat people take you along for a day’s work.", "Les gens des bateaux t’emmènent pour un jour de travail."
        ),
        Label(
            "Rowed a passenger across who never reached the other side.",
            "Fit traverser un passager qui n’atteignit jamais l’autre rive.",
        ),
        (("rope-hempen-50-feet", 1), ("clothes-common", 1)),
    ),
    "hedge-healer": Background(
        Label("Hedge Healer", "Rebouteux"),
        Label(
            "Set bones and brewed herbs where no doctor comes.",
            "A remis des os et infusé des herbes là où nul médecin ne vient.",
        ),
        ("medicine", "nature"),
        Label("Herbalism kit", "Matériel d’herboriste"),
        Label(
            "Country folk share bread and news with you.",
            "Les gens des campagnes partagent avec toi pain et nouvelles.",
        ),
        Label(
            "Could heal every fever of the valley but one.",
            "Savait guérir toutes les fièvres de la vallée, sauf une.",
        ),
        (("healers-kit", 1), ("clothes-common", 1)),
    ),
    "bellkeeper": Background(
        Label("Bellkeeper", "Gardien des cloches"),
        Label("Rang the hours and saw everything from above.", "A sonné les heures et tout vu d’en haut."),
        ("history", "perception"),
        Label("One language, long dead", "Une langue morte depuis longtemps"),
        Label("Whoever keeps an old tower lets you climb it.", "Quiconque garde une vieille tour t’y laisse monter."),
        Label(
            "Heard the great bell ring on a night when nobody touched the rope.",
            "Entendit sonner la grande cloche une nuit où nul ne touchait la corde.",
        ),
        (("book", 1), ("rope-hempen-50-feet", 1), ("clothes-common", 1)),
    ),
    "caravan-child": Background(
        Label("Caravan Child", "Enfant de caravane"),
        Label(
            "Born on the road, between bells, spices and mules.",
            "Né en route, entre les grelots, les épices et les mules.",
        ),
        ("animal-handling", "persuasion"),
        Label("Land vehicles", "Véhicules terrestres"),
        Label("Traders on the road let you ride with them.", "Les marchands de la route te laissent voyager avec eux."),
        Label(
            "Woke one morning where the caravan had been, and found only its tracks.",
            "S’éveilla un matin là où campait la caravane, et n’en trouva que les traces.",
        ),
        (("bedroll", 1), ("waterskin", 1), ("clothes-common", 1)),
    ),
    "map-mender": Background(
        Label("Map Mender", "Ravaudeur de cartes"),
        Label(
            "Redrew old maps and noticed what they leave out.",
            "A redessiné de vieilles cartes et vu ce qu’elles taisent.",
        ),
        ("investigation", "survival"),
        Label("Cartographer’s tools", "Outils de cartographe"),
        Label(
            "You can find your way back to any place you drew.",
            "Tu retrouves le chemin de tout lieu que tu as dessiné.",
        ),
        Label(
            "Found the same island on nine maps, each time somewhere else.",
            "Trouva la même île sur neuf cartes, chaque fois ailleurs.",
        ),
        (("book", 1), ("clothes-common", 1)),
    ),
    "grave-tender": Background(
        Label("Grave Tender", "Veilleur de tombes"),
        Label("Kept the dead company, and the living away.", "A tenu compagnie aux morts, et les vivants à distance."),
        ("medicine", "religion"),
        Label("Mason’s tools", "Outils de maçon"),
        Label(
            "Mourners tell you what they tell nobody else.",
            "Ceux qui pleurent te disent ce qu’ils ne disent à personne.",
        ),
        Label(
            "Dug a grave for a stranger, and met that stranger a week later.",
            "Creusa la tombe d’un inconnu, et le croisa une semaine plus tard.",
        ),
        (("holy-water-flask", 1), ("crowbar", 1), ("clothes-common", 1)),
    ),
    "night-courier": Background(
        Label("Night Courier", "Messager de nuit"),
        Label(
            "Ran over roofs with letters that were never sent.",
            "A couru les toits avec des lettres que nul n’a envoyées.",
        ),
        ("acrobatics", "stealth"),
        Label("One language, in whispers", "Une langue, à voix basse"),
        Label(
            "In any town you find a way in that is not on the street.",
            "En toute ville, tu trouves une entrée qui ne donne pas sur la rue.",
        ),
        Label(
            "Opened one letter, once, and has been running since.",
            "Ouvrit une lettre, une seule, et court depuis.",
        ),
        (("rope-hempen-50-feet", 1), ("clothes-common", 1)),
    ),
    "fair-champion": Background(
        Label("Fair Champion", "Champion de foire"),
        Label(
            "Wrestled, lifted and bowed for copper and applause.",
            "A lutté, soulevé et salué pour des sous et des bravos.",
        ),
        ("athletics", "performance"),
        Label("One musical instrument", "Un instrument de musique"),
        Label(
            "Show people feed you, and tell you who is in town.",
            "Les gens du spectacle te nourrissent et te disent qui est en ville.",
        ),
        Label(
            "Lost one bout only, on purpose, and was not paid for it.",
            "Ne perdit qu’un combat, exprès, et n’en fut pas payé.",
        ),
        (("potion-of-healing", 1), ("clothes-common", 1)),
    ),
    "kitchen-ear": Background(
        Label("Kitchen Ear", "Oreille des cuisines"),
        Label(
            "Served at great tables and forgot nothing that was said.",
            "A servi aux grandes tables sans rien oublier de ce qu’on y disait.",
        ),
        ("deception", "insight"),
        Label("Cook’s utensils", "Ustensiles de cuisinier"),
        Label("Servants open back doors to you.", "Les domestiques t’ouvrent les portes de derrière."),
        Label(
            "Carried a cup to the high table that was meant for somebody else.",
            "Porta à la haute table une coupe destinée à quelqu’un d’autre.",
        ),
        (("dagger", 1), ("clothes-common", 1)),
    ),
    "star-counter": Background(
        Label("Star Counter", "Compteur d’étoiles"),
        Label("Wrote down the sky, night after night.", "A noté le ciel, nuit après nuit."),
        ("arcana", "nature"),
        Label("Navigator’s tools", "Instruments de navigation"),
        Label("By any clear sky you know where and when you are.", "Sous tout ciel clair, tu sais où et quand tu es."),
        Label(
            "Counted one star too many, and somebody came to ask about it.",
            "Compta une étoile de trop, et quelqu’un vint s’en enquérir.",
        ),
        (("book", 1), ("crystal", 1), ("clothes-common", 1)),
    ),
    "debt-caller": Background(
        Label("Debt Caller", "Encaisseur de dettes"),
        Label(
            "Knocked on doors and came away with the money.", "A frappé aux portes, et n’est pas reparti sans l’argent."
        ),
        ("intimidation", "investigation"),
        Label("One kind of gaming set", "Un jeu au choix"),
        Label("You hear quickly who owes what to whom.", "Tu apprends vite qui doit quoi à qui."),
        Label(
            "Called in every debt of the quarter, and then was named in one.",
            "Recouvra toutes les dettes du quartier, puis lut son nom sur l’une d’elles.",
        ),
        (("crowbar", 1), ("clothes-common", 1)),
    ),
    "wolf-warden": Background(
        Label("Wolf Warden", "Garde-loups"),
        Label(
            "Kept the flocks safe, and knew each wolf by name.",
            "A gardé les troupeaux, et connaissait chaque loup par son nom.",
        ),
        ("animal-handling", "survival"),
        Label("One language of the hills", "Une langue des collines"),
        Label("Shepherds give you a fire and a place beside it.", "Les bergers te donnent un feu et une place auprès."),
        Label(
            "Let one wolf go, and it has followed ever since.",
            "Laissa partir un loup, qui suit toujours depuis.",
        ),
        (("net", 1), ("waterskin", 1), ("clothes-common", 1)),
    ),
}

USUAL: Mapping[str, str] = {
    "barbarian": "wolf-warden",
    "bard": "kitchen-ear",
    "cleric": "acolyte",
    "druid": "hedge-healer",
    "fighter": "fair-champion",
    "monk": "bellkeeper",
    "paladin": "grave-tender",
    "ranger": "map-mender",
    "rogue": "night-courier",
    "sorcerer": "lamplighter",
    "warlock": "debt-caller",
    "wizard": "star-counter",
}
"""The background that goes with each class when nobody chooses one."""


def background_name(index: str, language: str) -> str:
    """Name a background in a language; the index itself where it is not known, "" for none."""
    return BACKGROUNDS[index].name.say(language) if index in BACKGROUNDS else index
