"""Give the characters of a document other ids, wherever they stand in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

_KEY = re.compile(r"pc:([0-9]+)")


def renumbered(value: Any, ids: Mapping[int, int]) -> Any:
    """Return JSON with every character's key, `pc:12`, under its other id; those without one stay as they are."""
    if isinstance(value, str):
        found = _KEY.fullmatch(value)
        return f"pc:{_other(int(found[1]), ids)}" if found else value
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value).items()
        return {renumbered(name, ids): renumbered(inner, ids) for name, inner in items}
    if isinstance(value, list | tuple):
        return [renumbered(inner, ids) for inner in cast("list[Any]", value)]
    return value


def renumbered_state(
    state: Mapping[str, Any], ids: Mapping[int, int], accounts: Mapping[int, int], campaign: int
) -> Any:
    """Return a state's content in which characters and their players have other ids, in another campaign."""
    rest = {name: renumbered(part, ids) for name, part in state.items() if name != "party"}
    party = {
        str(_other(int(key), ids)): _sheet(sheet, ids, accounts, campaign) for key, sheet in state["party"].items()
    }
    scene = rest["scene"] | {"away": _others(rest["scene"].get("away"), ids)}
    return rest | {"scene": scene, "party": party}


def renumbered_change(
    change: tuple[Any, ...], ids: Mapping[int, int], accounts: Mapping[int, int], campaign: int
) -> list[Any]:
    """Return a change of a state in which the same is done."""
    how, path, before, after = change
    if path[:1] == ["party"]:
        where = ["party", *(str(_other(int(key), ids)) for key in path[1:2]), *path[2:]]
        values = [_sheet(one, ids, accounts, campaign) if len(path) == 2 and one else one for one in (before, after)]
        return [how, where, *(renumbered(one, ids) for one in values)]
    if path == ["scene", "away"]:
        return [how, path, *(_others(side, ids) for side in (before, after))]
    return [how, renumbered(path, ids), renumbered(before, ids), renumbered(after, ids)]


def _sheet(sheet: Mapping[str, Any], ids: Mapping[int, int], accounts: Mapping[int, int], campaign: int) -> Any:
    mine = {
        "id": _other(sheet["id"], ids),
        "campaign_id": campaign,
        "account_id": accounts.get(sheet["account_id"], sheet["account_id"]),
    }
    return renumbered(sheet, ids) | mine


def _others(away: Any, ids: Mapping[int, int]) -> list[int]:
    return [_other(one, ids) for one in cast("list[int]", away or [])]


def _other(own: int, ids: Mapping[int, int]) -> int:
    return ids.get(own, own)
