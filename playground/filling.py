"""What a person fills into a modal, as the client sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from playground.components import (
    CHECKBOX,
    CHECKBOXES,
    LABEL,
    RADIO,
    ROW,
    STRING_SELECT,
    TEXT_INPUT,
    UPLOAD,
)
from playground.content import MAX_FILE_BYTES
from playground.errors import Json
from playground.invoke import Resolved, thing
from playground.jsonvalue import objects, things
from playground.model import User
from playground.refused import Refused

# The option of a command that takes the same things as a select does.
_AS_OPTION = {5: 6, 6: 8, 7: 9, 8: 7}
_FILE = 11
_CHANNEL_SELECT = 8


def bounds(item: Json) -> tuple[int, int]:
    """Return how many values a field takes, at least and at most, with what Discord assumes where nothing is said."""
    low, high = item.get("min_values"), item.get("max_values")
    every = len(objects(item.get("options"))) if item.get("type") == CHECKBOXES else 1
    return (1 if low is None else int(low)), (max(1, every) if high is None else int(high))


def fields(modal: Json) -> list[tuple[Json, str]]:
    """Return the fields a person may fill in, each with what it is called."""
    found: list[tuple[Json, str]] = []
    for item in objects(modal["components"]):
        if item["type"] == ROW:
            found += [(each, str(each.get("label") or each["custom_id"])) for each in item["components"]]
        elif item["type"] == LABEL:
            found.append((item["component"], str(item["label"])))
    return found


def fill_in(modal: Json, values: Mapping[str, Any], resolved: Resolved, user: User) -> list[Json]:
    """Return the components of a modal's submission; what they point at is put into `resolved`.

    A text takes a string, a radio group one value, a checkbox true or false, a file upload a list of (name, bytes),
    anything else a list of values or ids. A field that is not named keeps what the bot put there.
    Raises Refused.
    """
    known = {item["custom_id"]: (item, label) for item, label in fields(modal)}
    for name in values:
        if name not in known:
            raise Refused.of("noField", field=name, known=", ".join(known))
    filling = _Filling(values, resolved, user, {name: label for name, (_, label) in known.items()})
    submitted: list[Json] = []
    for item in objects(modal["components"]):
        number = item.get("id", len(submitted) + 1)
        if item["type"] == ROW:
            inside = [filling.answer(each) for each in item["components"]]
            submitted.append({"type": ROW, "id": number, "components": inside})
        elif item["type"] == LABEL:
            submitted.append({"type": LABEL, "id": number, "component": filling.answer(item["component"])})
        else:
            submitted.append({"type": item["type"], "id": number})
    return submitted


class _Filling:
    """One form on its way to the bot."""

    def __init__(self, values: Mapping[str, Any], resolved: Resolved, user: User, labels: Mapping[str, str]) -> None:
        self.values = values
        self.resolved = resolved
        self.user = user
        self.labels = labels

    def answer(self, item: Json) -> Json:
        """Shape one field as it is sent."""
        kind, name = item["type"], item["custom_id"]
        value = self.values.get(name)
        answer: Json = {"type": kind, "custom_id": name, "id": item.get("id", 0)}
        if kind == TEXT_INPUT:
            return answer | {"value": self._text(item, value)}
        if kind == CHECKBOX:
            return answer | {"value": bool(item.get("default", False) if value is None else value)}
        if kind == RADIO:
            return answer | {"value": self._radio(item, value)}
        return answer | {"values": self._several(item, value)}

    def _text(self, item: Json, value: Any) -> str:
        label = self.labels[item["custom_id"]]
        text = str(item.get("value") or "") if value is None else str(value)
        if not text and item.get("required", True):
            raise Refused.of("fieldEmpty", field=label)
        if text and len(text) < int(item.get("min_length") or 0):
            raise Refused.of("fieldTooShort", field=label, least=item["min_length"])
        if len(text) > int(item.get("max_length") or 4000):
            raise Refused.of("fieldTooLong", field=label, most=item.get("max_length") or 4000)
        return text

    def _radio(self, item: Json, value: Any) -> str | None:
        if value is None:
            value = next((option["value"] for option in objects(item["options"]) if option.get("default")), None)
        if value is None:
            if item.get("required", True):
                raise Refused.of("fieldNeedsChoice", field=self.labels[item["custom_id"]])
            return None
        return self._offered(item, str(value))

    def _several(self, item: Json, value: Any) -> list[str]:
        label, kind = self.labels[item["custom_id"]], item["type"]
        chosen = things(cast("object", value)) or ([] if value is None or value == [] else [value])
        if value is None:
            # What a bot chose beforehand stays chosen.
            chosen = [option["value"] for option in objects(item.get("options")) if option.get("default")]
            chosen += [preset["id"] for preset in objects(item.get("default_values"))]
        low, high = bounds(item)
        if not chosen and not item.get("required", True):
            return []
        if not chosen and low:
            raise Refused.of("fieldNeedsFile" if kind == UPLOAD else "fieldNeedsChoice", field=label)
        if not low <= len(chosen) <= high:
            raise Refused.of("fieldBounds", field=label, least=low, most=high, count=len(chosen))
        if kind in (STRING_SELECT, CHECKBOXES):
            return [self._offered(item, str(each)) for each in chosen]
        return [self._thing(item, each) for each in chosen]

    def _offered(self, item: Json, value: str) -> str:
        offered = {str(option["value"]): str(option["label"]) for option in objects(item.get("options"))}
        for each, label in offered.items():
            if value in (each, label):
                return each
        label = self.labels[item["custom_id"]]
        raise Refused.of("fieldNotOffered", value=value, field=label, known=", ".join(offered))

    def _thing(self, item: Json, value: Any) -> str:
        kind, label = item["type"], self.labels[item["custom_id"]]
        if kind == UPLOAD and len(value[1]) > MAX_FILE_BYTES:
            raise Refused.of("fileTooBig", most=MAX_FILE_BYTES >> 20)
        try:
            found = thing(_FILE if kind == UPLOAD else _AS_OPTION[kind], value, self.resolved, self.user)
        except (LookupError, ValueError, AttributeError, TypeError) as problem:
            raise Refused.of("fieldValue", field=label, value=value) from problem
        wanted = item.get("channel_types")
        if kind == _CHANNEL_SELECT and wanted and self.resolved.world.channels[int(found)].kind not in wanted:
            raise Refused.of("fieldChannelKind", field=label)
        return found
