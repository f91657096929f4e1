"""The script of a long campaign: what its players write, what its model tells and asks of the rules."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final, Literal

from benchmarks.model_wire import Reply, ToolUse
from bot.domain.rules.turns import turn_of
from bot.domain.state import GameState

Where = Literal["player", "story", "note"]

_FIRST = [
    "Ysolde",
    "Bram",
    "Odile",
    "Corvin",
    "Mirabel",
    "Thorgrim",
    "Élodie",
    "Zhakar",
    "Wilhelmine",
    "Gaspard",
    "Nerys",
    "Osric",
    "Perrine",
    "Lucan",
    "Sabeth",
    "Anselme",
    "Brunehaut",
    "Dorian",
    "Fenella",
    "Guislain",
    "Hedwige",
    "Isembart",
    "Jocaste",
    "Kestrel",
    "Léonie",
]
_HEADS = [
    "Marro",
    "Karsk",
    "Venti",
    "Dolma",
    "Brisco",
    "Quern",
    "Tarna",
    "Ostre",
    "Fel",
    "Gris",
    "Haver",
    "Lomb",
    "Nacre",
    "Pell",
    "Sorva",
    "Trev",
    "Ulm",
    "Wexa",
]
_TAILS = ["wick", "stone", "dale", "ière", "mont", "vane", "thorpe", "sier", "gard", "ombe"]
_SCENERY = (
    "The rain goes on over the harbour, and {name} lights another lantern at the corner of the fish market.",
    "La brume monte sur le port, et {name} ferme la porte de la tour avant de redescendre vers le quai.",
    "Along the old road to the mill the merchants pack up their wares, {name} the last of them all.",
    "A key turns somewhere in the dark, a door opens, and {name} counts the silver of the evening once more.",
    "Le marchand {name} montre une épée, une clé et un vieux livre au garde de la ville, qui hausse les épaules.",
    "The smith owes the captain money, so they say, and {name} keeps the secret for both of them.",
    "On raconte que {name} doit trois tonneaux de goudron au maître du port et que personne ne les a vus.",
    "Under the bridge {name} mends a net and talks of the sister who went up the hill and never came back.",
)
_DEEDS = (
    "I ask {name} about the lantern in the old tower.",
    "I look for the key under the stairs, and listen for whoever keeps it.",
    "Je demande à {name} ce que le capitaine cache dans la cave.",
    "I follow {name} along the harbour road and stay in the shadows.",
    "I walk up to the mill with the others and knock three times.",
)
# A sentence that is told once, a question about it in other words, and the word that answers it.
_FACTS = (
    ("{name} keeps the {thing} under the third step of the {place}.", "Where does {name} keep it?", "{place}"),
    ("{name} doit {thing} au passeur du {place}.", "Que doit {name} au passeur ?", "{thing}"),
    ("Only {name} can open the {place}, with the {thing}.", "what does {name} open, and how?", "{thing}"),
    ("La sœur de {name} est cachée au {place}, avec {thing}.", "où est cachée la soeur de {name}", "{place}"),
    ("{name} swore on the {thing} never to enter the {place} again.", "What did {name} swear?", "{place}"),
)
_COLOURS = ["amber", "cobalt", "ivory", "pewter", "saffron", "russet", "violet", "copper", "jade", "onyx"]
_THINGS = ["astrolabe", "thimble", "hourglass", "gauntlet", "psalter"]
_PLACES = ["granary", "belfry", "tannery", "orchard", "crypt"]
_TELLERS = ("player", "story", "note")
FOES: Final = ("goblin", "wolf", "bandit x2", "goblin x2", "skeleton", "kobold x2")
MARK: Final = re.compile(r"\(#(\d+)\)")


@dataclass(frozen=True, slots=True)
class Planted:
    """A fact that is told once, by whom, how somebody asks for it, and the word that answers the question."""

    where: Where
    name: str
    text: str
    question: str
    answer: str


def plant(count: int, seed: int = 7) -> list[Planted]:
    """Make facts of which no two share a name or a thing, in English and French."""
    chance = Random(seed)
    names = [f"{first} {head}{tail}" for first in _FIRST for head in _HEADS for tail in _TAILS]
    things = [f"{colour} {thing}" for colour in _COLOURS for thing in _THINGS]
    facts: list[Planted] = []
    for number, name in enumerate(chance.sample(names, count)):
        text, question, answer = _FACTS[number % len(_FACTS)]
        told = {"name": name, "thing": things[number % len(things)], "place": chance.choice(_PLACES)}
        where = _TELLERS[number % 3]
        facts.append(
            Planted(where, name, text.format(**told), question.format(**told), answer.format(**told))  # type: ignore[arg-type]
        )
    return facts


class Script:
    """What happens turn after turn, at a table whose state it may look at. The same seed, the same campaign."""

    def __init__(self, facts: Sequence[Planted], seed: int = 7) -> None:
        self._chance = Random(seed)
        taken = {fact.name for fact in facts}
        self._others = [
            name
            for first in _FIRST
            for head in _HEADS
            for tail in _TAILS[::2]
            if (name := f"{first} {head}{tail}") not in taken
        ]
        self._rounds: list[tuple[ToolUse, ...]] = []
        self._story = "Rain falls on the harbour."
        self._fought = 0
        self.fights = 0

    def write(self, number: int, state: GameState, fact: Planted | None) -> str:
        """Prepare what the model does in a turn; return what the player writes in it."""
        said = self._chance.choice(_DEEDS).format(name=self._somebody())
        story = [self._chance.choice(_SCENERY).format(name=self._somebody()) for _ in range(self._chance.randint(5, 9))]
        rounds = self._fight(state) if state.combat is not None else [self._peace(number, state)]
        if fact is not None and fact.where == "player":
            said = f"{said} {fact.text}"
        elif fact is not None and fact.where == "story":
            story.insert(2, fact.text)
        elif fact is not None:
            note = {"kind": "person", "about": fact.name, "note": fact.text}
            rounds.append((_call("remember", **note),))
        self._rounds, self._story = [each for each in rounds if each], "\n\n".join((" ".join(story[:4]), *story[4:]))
        return f"{said} (#{number})"

    def answer(self, body: Mapping[str, Any]) -> Reply:
        """Be the model: sum up what is to be summed up; in a turn, ask the rules first and then tell."""
        messages: list[Mapping[str, Any]] = body["messages"]
        if "chronicle" in str(messages[0]["content"])[:80]:
            told = " ".join(self._chance.choice(_SCENERY).format(name=self._somebody()) for _ in range(11))
            return Reply(tokens=(told,))
        asked = 0
        for message in reversed(messages):
            if message["role"] == "user":
                break
            asked += bool(message.get("tool_calls"))
        if asked < len(self._rounds) and body.get("tool_choice") != "none":
            return Reply(tokens=(), tools=self._rounds[asked])
        return Reply(tokens=tuple(re.findall(r"\S+\s*", self._story)))

    def _somebody(self) -> str:
        return self._chance.choice(self._others)

    def _peace(self, number: int, state: GameState) -> tuple[ToolUse, ...]:
        self._fought = 0
        who = state.party[number % len(state.party)]
        name = who.name
        what: dict[int, Callable[[], tuple[ToolUse, ...]]] = {
            0: lambda: (_call("ability_check", character=name, ability="perception", dc=12, reason="a noise"),),
            1: lambda: (_call("coins", action="give", character=name, amount=3, coin="sp", reason="a day's work"),),
            2: lambda: self._thing(number, name),
            3: lambda: (_call("damage", target=name, dice="1d4", type="bludgeoning", source="a loose beam"),),
            4: lambda: (_call("heal", target=name, dice="1d8+2", source="herbs"),),
            5: lambda: (_call("award_experience", experience=60, reason="a quarrel settled"),),
            6: lambda: (_call("move_scene", place=self._place(), time="dusk", present=self._somebody()),),
            7: lambda: (_call("remember", kind="person", about=self._somebody(), note="was seen at the quay"),),
            8: lambda: (_call("rest", kind="long" if number % 20 == 8 else "short"),),
            9: lambda: self._begin(number),
            10: lambda: (_call("coins", action="take", character=name, amount=2, coin="sp", reason="a bed"),),
            11: lambda: (_call("roll_dice", dice="2d6+1", reason="the weather"),),
            12: lambda: (),
        }
        return what[number % len(what)]()

    def _thing(self, number: int, name: str) -> tuple[ToolUse, ...]:
        way = "give" if number % 2 else "take"
        return (_call("item", action=way, character=name, item="torch", quantity=1, reason="a light"),)

    def _place(self) -> str:
        return f"The {self._chance.choice(_COLOURS)} {self._chance.choice(_PLACES)}"

    def _begin(self, number: int) -> tuple[ToolUse, ...]:
        self.fights += 1
        return (_call("start_combat", foes=FOES[number // 13 % len(FOES)]),)

    def _fight(self, state: GameState) -> list[tuple[ToolUse, ...]]:
        self._fought += 1
        fallen = next((one for one in state.party if not one.dead and one.hit_points * 2 < one.max_hit_points), None)
        mended = (_call("heal", target=fallen.name, dice="4d8", source="a draught"),) if fallen else ()
        if self._fought > 12:
            return [mended, (_call("end_combat", outcome="escape"),)]
        acting, foes = turn_of(state), state.combat.foes if state.combat else ()
        target = next((foe for foe in foes if foe.hit_points > 0), None)
        if acting is None or target is None or acting.hit_points == 0:
            return [mended, (_call("next_combatant"),)]
        return [mended, (_call("attack", attacker=acting.name, target=target.name),)]


def _call(tool: str, **given: object) -> ToolUse:
    return ToolUse(tool, json.dumps(given, ensure_ascii=False), id=f"call_{tool}")
