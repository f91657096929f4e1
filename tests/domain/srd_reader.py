"""Somebody who knows only the text of SRD 5.1 and recomputes a fight from what the ledger says of it.

Nothing of Skald's rules is used here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.character import Character
from bot.domain.turn import LedgerEntry
from tests.domain.srd_text import (
    ARMOURS,
    DEXTERITY,
    IMMUNITIES,
    MONSTERS,
    RESISTANCES,
    SKILLED,
    STRENGTH,
    VULNERABILITIES,
    WEAPONS,
    dice_of,
    modifier,
    proficiency,
)

Detail = Mapping[str, Any]


@dataclass
class Body:
    """A creature as the reader keeps book of it."""

    armour_class: int
    most: int
    hit_points: int
    scores: tuple[int, ...]
    kind: str = ""
    """The monster it is; "" for a character."""
    sheet: Character | None = None
    successes: int = 0
    failures: int = 0
    prone: bool = False
    dead: bool = False
    dodging: bool = False
    fled: bool = False


def of_sheet(sheet: Character) -> Body:
    """Read a character's sheet as it was before the fight."""
    dexterity = modifier(sheet.scores[DEXTERITY])
    worn = [item.index for item in sheet.items if item.equipped]
    base, most = next((ARMOURS[index] for index in worn if index in ARMOURS), (10, 9))
    armour_class = base + min(dexterity, most) + (2 if "shield" in worn else 0)
    return Body(armour_class, sheet.max_hit_points, sheet.hit_points, sheet.scores, sheet=sheet)


def of_monster(kind: str) -> Body:
    """Read a monster's entry in the book."""
    armour_class, hit_points, strength, dexterity, *_ = MONSTERS[kind]
    return Body(armour_class, hit_points, hit_points, (strength, dexterity), kind)


@dataclass
class Reader:
    """Recomputes entry after entry; `bodies` by the keys of the ledger."""

    bodies: dict[str, Body]
    order: list[str] = field(default_factory=list[str])
    round: int = 1
    experience: int = 0
    outcome: str = ""
    counted: int = 0
    seen: set[str] = field(default_factory=set[str])
    # What the last attack or the last dice of the game master deal, until the entry of the damage: (amount, type).
    _dealt: list[tuple[int, str]] | None = None
    _critical: bool = False

    def read(self, entry: LedgerEntry) -> None:
        """Check one entry; raises AssertionError where the book says otherwise, KeyError for what it does not know."""
        check = {
            "combat_started": self._started,
            "turn": self._turn,
            "attack": self._attack,
            "damage": self._damage,
            "heal": self._heal,
            "death_save": self._death_save,
            "condition": self._condition,
            "flee": self._flee,
            "dodge": self._dodge,
            "combat_ended": self._ended,
            "experience": self._experience,
            "level": lambda detail: None,
            "change": lambda detail: None,
        }[entry.kind]
        check(entry.detail)
        self.seen.add(entry.kind)
        self.counted += 1

    def _started(self, detail: Detail) -> None:
        for foe in detail["foes"]:
            body = self.bodies[foe["key"]] = of_monster(foe["index"])
            assert foe["max"] == body.most
        ranks: list[tuple[int, int, int]] = []
        for place in detail["order"]:
            dexterity = self.bodies[place["keys"][0]].scores[DEXTERITY]
            assert place["modifier"] == modifier(dexterity)
            assert place["kept"] == place["drawn"][0][1]
            assert place["total"] == place["kept"] + modifier(dexterity)
            ranks.append((place["total"], dexterity, place["tie"]))
            self.order += place["keys"]
        assert ranks == sorted(ranks, reverse=True)

    def _turn(self, detail: Detail) -> None:
        assert detail["round"] >= self.round
        self.round = detail["round"]
        body = self.bodies[detail["creature"]]
        assert body.hit_points > 0
        assert not body.dead
        body.dodging = False

    def _attack(self, detail: Detail) -> None:
        attacker, target = self.bodies[detail["attacker"]], self.bodies[detail["target"]]
        assert attacker.hit_points > 0
        assert not target.dead
        helps = target.hit_points == 0 or target.prone
        hinders = attacker.prone or (target.dodging and target.hit_points > 0)
        # However many of each there are, one of each cancels all of them.
        edge = "none" if helps == hinders else "advantage" if helps else "disadvantage"
        assert detail["advantage"] == edge
        rolls = detail["rolls"]
        assert len(rolls) == (1 if edge == "none" else 2)
        assert detail["kept"] == (min(rolls) if edge == "disadvantage" else max(rolls))
        bonus, parts = self._strike(attacker, detail, edge)
        assert detail["modifier"] == bonus
        assert detail["total"] == detail["kept"] + bonus
        assert detail["armour_class"] == target.armour_class
        hit = detail["kept"] == 20 or (detail["kept"] != 1 and detail["total"] >= target.armour_class)
        # A hit from close by on somebody who is unconscious is always critical.
        critical = hit and (detail["kept"] == 20 or target.hit_points == 0)
        assert (detail["hit"], detail["critical"]) == (hit, critical)
        assert len(detail["damage"]) == (len(parts) if hit else 0)
        self._dealt, self._critical = ([] if hit else None), critical
        for (text, added, type_), dealt in zip(parts, detail["damage"], strict=False):
            number, sides, fixed = dice_of(text)
            faces = [face for of, face in dealt["drawn"] if of == sides]
            assert len(faces) == len(dealt["drawn"]) == number * (2 if critical else 1)
            assert all(1 <= face <= sides for face in faces)
            assert dealt["type"] == type_
            assert dealt["total"] == max(0, sum(faces) + fixed + added)
            self._dealt = [*(self._dealt or []), (dealt["total"], type_)]
        thrown = [[20, face] for face in rolls] + [die for part in detail["damage"] for die in part["drawn"]]
        assert detail["drawn"][len(detail["drawn"]) - len(thrown) :] == thrown

    def _strike(self, attacker: Body, detail: Detail, edge: str) -> tuple[int, list[tuple[str, int, str]]]:
        """Return what an attack adds to its d20, and its damage as (dice, what is added, type)."""
        if attacker.sheet is None:
            *_, to_hit, text, type_, _ = MONSTERS[attacker.kind]
            return to_hit, [(text, 0, type_)]
        text, type_, finesse = WEAPONS[detail["index"]]
        strength, dexterity = (modifier(attacker.scores[ability]) for ability in (STRENGTH, DEXTERITY))
        ability = max(strength, dexterity) if finesse else strength
        parts = [(text, ability, type_)]
        if attacker.sheet.class_ == "rogue" and self._opening(detail, edge):
            parts.append((f"{(attacker.sheet.level + 1) // 2}d6", 0, type_))
        return ability + proficiency(attacker.sheet.level), parts

    def _opening(self, detail: Detail, edge: str) -> bool:
        """Sneak Attack needs advantage, or another enemy of the target beside it and no disadvantage."""
        friends = [one for key, one in self.bodies.items() if one.sheet and key != detail["attacker"]]
        return edge == "advantage" or (edge == "none" and any(one.hit_points > 0 for one in friends))

    def _damage(self, detail: Detail) -> None:
        key, body = detail["creature"], self.bodies[detail["creature"]]
        if "thrown" in detail or self._dealt is None:
            self._dealt = [(part["amount"], part["type"]) for part in detail["parts"]]
            self._critical = False
            assert sum(face for _, face in detail["drawn"]) == sum(amount for amount, _ in self._dealt)
        taken = 0
        for type_ in {type_ for _, type_ in self._dealt}:
            amount = sum(each for each, of in self._dealt if of == type_)
            if type_ in IMMUNITIES.get(body.kind, ()):
                amount = 0
            if type_ in RESISTANCES.get(body.kind, ()):
                amount //= 2
            if type_ in VULNERABILITIES.get(body.kind, ()):
                amount *= 2
            taken += amount
        self._dealt = None
        was, body.hit_points = body.hit_points, max(0, body.hit_points - taken)
        assert (detail["total"], detail["before"], detail["after"]) == (taken, was, body.hit_points), key
        outcome = self._fallen(body, was, taken)
        assert detail["outcome"] == outcome

    def _fallen(self, body: Body, was: int, taken: int) -> str:
        if body.hit_points or not taken:
            return ""
        if body.sheet is None or taken - was >= body.most:
            body.dead = True
            return "died"
        if was:
            body.successes = body.failures = 0
            body.prone, body.dodging = True, False
            return "fell"
        # Damage at 0 hit points is a failed death save, that of a critical hit two.
        body.failures += 2 if self._critical else 1
        body.dead = body.failures >= 3
        return "died" if body.dead else "suffered"

    def _heal(self, detail: Detail) -> None:
        body = self.bodies[detail["creature"]]
        assert not body.dead
        was = body.hit_points
        if detail.get("drawn"):
            assert detail["amount"] == sum(face for _, face in detail["drawn"])
        body.hit_points = min(body.most, was + detail["amount"])
        assert (detail["before"], detail["after"]) == (was, body.hit_points)
        assert detail["woke"] == (was == 0 < body.hit_points)
        if detail["woke"]:
            body.successes = body.failures = 0

    def _death_save(self, detail: Detail) -> None:
        body = self.bodies[detail["creature"]]
        assert body.sheet is not None
        assert body.hit_points == 0
        assert not body.dead
        ((sides, face),) = detail["drawn"]
        assert (sides, detail["kept"], detail["dc"]) == (20, face, 10)
        outcome = ""
        if face == 20:
            body.hit_points, body.successes, body.failures, outcome = 1, 0, 0, "woke"
        elif face >= 10:
            body.successes += 1
            outcome = "stable" if body.successes == 3 else ""
        else:
            body.failures = min(3, body.failures + (2 if face == 1 else 1))
            body.dead = body.failures == 3
            outcome = "died" if body.dead else ""
        assert detail["outcome"] == outcome
        if not outcome:
            assert (detail["successes"], detail["failures"]) == (body.successes, body.failures)

    def _condition(self, detail: Detail) -> None:
        # In these fights a creature only gets up from the ground.
        assert (detail["condition"], detail["change"]) == ("prone", "ends")
        self.bodies[detail["creature"]].prone = False

    def _flee(self, detail: Detail) -> None:
        body, own, rival = self.bodies[detail["creature"]], detail["own"], detail["rival"]
        for side in (own, rival):
            if side is not None:
                who = self.bodies[side["creature"]]
                assert side["modifier"] == max(self._skill(who, skill) for skill in SKILLED)
                assert side["total"] == side["kept"] + side["modifier"]
                assert [face for _, face in side["drawn"]] == side["rolls"]
        assert detail["away"] == (rival is None or own["total"] > rival["total"])
        body.fled = detail["away"]

    def _skill(self, who: Body, skill: str) -> int:
        base = modifier(who.scores[STRENGTH if SKILLED[skill] == "str" else DEXTERITY])
        return base + (proficiency(who.sheet.level) if who.sheet and skill in who.sheet.skills else 0)

    def _dodge(self, detail: Detail) -> None:
        self.bodies[detail["creature"]].dodging = True

    def _ended(self, detail: Detail) -> None:
        foes = [body for body in self.bodies.values() if body.sheet is None]
        beaten = [body for body in foes if body.dead or body.fled]
        assert (detail["outcome"] == "victory") == (len(beaten) == len(foes))
        self.outcome = detail["outcome"]
        self.experience = 0 if self.outcome == "defeat" else sum(MONSTERS[body.kind][-1] for body in beaten)
        assert detail["experience"] == self.experience

    def _experience(self, detail: Detail) -> None:
        living = [body for body in self.bodies.values() if body.sheet and not body.dead]
        assert detail["experience"] == self.experience
        assert detail["share"] == self.experience // len(living)
        assert len(detail["shares"]) == len(living)
        assert all(each["after"] == each["before"] + detail["share"] for each in detail["shares"])
