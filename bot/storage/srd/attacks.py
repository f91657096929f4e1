"""The attacks of monsters, as far as they do damage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.domain.combat import FoeAttack, Harm

Source = Mapping[str, Any]

_RANGE = re.compile(r"range (\d+)")
_AREA = re.compile(r"(\d+)-f(?:oo|ee)t|within (\d+) f")
# What comes after the first of these words comes later, or only to those who fail a saving throw.
_LATER = re.compile(r"\. |must (?:make|succeed)|saving throw| if ")
# In two hands, at range, while enlarged: the first way counts.
_OTHERWISE = re.compile(r"(?:,? or|,) \d+ \([^)]+\) [a-z]+ damage[^,.]*")
_DICE = re.compile(r"\((\d+d\d+(?: ?[+-] ?\d+)?)\) ([a-z]+)(?: or [a-z]+)? damage|(?:Hit:|plus) (\d+) ([a-z]+) damage")
_HYDRAS_HEADS = 5
_RECHARGE = {6: "6", 5: "5–6", 4: "4–6"}


def attacks(source: Source) -> tuple[FoeAttack, ...]:
    """Return what a monster can do harm with: first what it can do at will, then what is limited, as its name says."""
    found = [(action, each) for action in source.get("actions", ()) for each in _of(action)]
    found.sort(key=lambda pair: "usage" in pair[0])
    return tuple(each for _, each in found)


def multiattack(source: Source, made: Iterable[FoeAttack]) -> tuple[str, ...]:
    """Return the attacks of one turn by their names, in the first way where there are several."""
    names = [each.name for each in made]
    for action in source.get("actions", ()):
        if parts := _parts(action):
            return tuple(name for part, count in parts if (name := _meant(part, names)) for _ in range(count))
    return ()


def full_name(action: Source) -> str:
    """Write an action's name with how often it can be done, such as `Fire Breath (Recharge 5–6)`."""
    usage = action.get("usage", {})
    name = action["name"]
    if "(" in name:
        return name
    if usage.get("type") == "recharge on roll":
        return f"{name} (Recharge {_RECHARGE[usage['min_value']]})"
    if usage.get("type") == "per day":
        return f"{name} ({usage['times']}/Day)"
    return f"{name} (Recharge after a Rest)" if usage.get("type") == "recharge after rest" else name


def _of(action: Source) -> Iterator[FoeAttack]:
    name, said = full_name(action), action["desc"]
    if "attack_bonus" in action and "attack" in said.lower().split(":")[0]:
        if harms := _on_hit(action):
            ranged = _RANGE.search(said) if said.lower().startswith("ranged") else None
            yield FoeAttack(name, action["attack_bonus"], harms, int(ranged[1]) if ranged else 0)
        return
    if "dc" in action:
        yield from _saved(name, action, said)
    choices = action.get("options", {}).get("from", {}).get("options", ())
    for choice in (*choices, *action.get("attacks", ())):
        if "dc" in choice:
            yield from _saved(full_name({**action, "name": choice["name"]}), choice, said)


def _saved(name: str, action: Source, said: str) -> Iterator[FoeAttack]:
    harms = tuple(_listed(action))
    if harms:
        dc, area = action["dc"], _AREA.search(said)
        far = int(area[1] or area[2]) if area else 0
        half = dc["success_type"] == "half" or "half as much" in said
        yield FoeAttack(name, 0, harms, far, dc["dc_value"], dc["dc_type"]["index"], half)


def _on_hit(action: Source) -> tuple[Harm, ...]:
    """Return what a hit does at once.

    It is read from the sentence after "Hit:", because the list of damage holds what comes later, too.
    """
    _, hit, said = action["desc"].partition("Hit:")
    at_once = tuple(Harm(_tight(a or c), b or d) for a, b, c, d in _DICE.findall(f"{hit}{_now(said)}"))
    return at_once or tuple(_listed(action))[:1]


def _now(said: str) -> str:
    said = _OTHERWISE.sub("", said)
    later = _LATER.search(said)
    return said[: later.start()] if later else said


def _listed(action: Source) -> Iterator[Harm]:
    for part in action.get("damage", ()):
        # Where there is a choice (one hand or two, lightning or thunder), the first one.
        chosen = part["from"]["options"][0] if "from" in part else part
        yield Harm(_tight(chosen["damage_dice"]), chosen["damage_type"]["index"])


def _tight(dice: str) -> str:
    return dice.replace(" ", "")


def _parts(action: Source) -> list[tuple[str, int]]:
    if action.get("multiattack_type") == "actions":
        return [(part["action_name"], _count(part["count"])) for part in action["actions"]]
    if action.get("multiattack_type") == "action_options":
        first = action["action_options"]["from"]["options"][0]
        return [(part["action_name"], _count(part["count"])) for part in first.get("items", (first,))]
    return []


def _meant(part: str, names: list[str]) -> str | None:
    wanted = part.lower().rstrip("s")
    whole = [name for name in names if name.lower().rstrip("s") == wanted]
    return next((name for name in (*whole, *names) if name.lower().startswith(wanted)), None)


def _count(said: int | str) -> int:
    if said == "Number of Heads":
        return _HYDRAS_HEADS
    # A number that dice decide counts as its average: 1d4 is 2.
    number, _, sides = str(said).partition("d")
    return int(number) * (int(sides) + 1) // 2 if sides else int(number)
