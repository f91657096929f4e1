"""Check a modal a bot wants to show, and what a person fills in."""

from __future__ import annotations

from typing import Any, cast

from playground.components import (
    CHECKBOX,
    CHECKBOXES,
    LABEL,
    RADIO,
    ROW,
    SELECTS,
    STRING_SELECT,
    TEXT,
    TEXT_INPUT,
    UPLOAD,
    Checker,
)
from playground.errors import Form, Json, Path
from playground.jsonvalue import an_object, objects

_FIELDS = (TEXT_INPUT, *SELECTS, UPLOAD, RADIO, CHECKBOXES, CHECKBOX)


def check_modal(data: Json) -> Json:
    """Return the modal as a client shows it. Raises 50035."""
    form = Form()
    checker = Checker(form, v2=True)
    form.length(("data", "custom_id"), str(data.get("custom_id") or ""), 1, 100)
    form.length(("data", "title"), str(data.get("title") or ""), 1, 45)
    components = objects(data.get("components"))
    if not 1 <= len(components) <= 5:
        form.fail(("data", "components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for index, item in enumerate(components):
        path = ("data", "components", index)
        kind = item.get("type")
        if kind == ROW:
            inside = objects(item.get("components"))
            if len(inside) != 1:
                form.fail((*path, "components"), "BASE_TYPE_BAD_LENGTH", "Must be 1 in length.")
            for number, child in enumerate(inside):
                _field(form, checker, (*path, "components", number), child, labelled=False)
        elif kind == LABEL:
            form.length((*path, "label"), str(item.get("label") or ""), 1, 45)
            form.length((*path, "description"), str(item.get("description") or ""), 0, 100)
            _field(form, checker, (*path, "component"), an_object(item.get("component")), labelled=True)
        elif kind == TEXT:
            form.length((*path, "content"), str(item.get("content") or ""), 1, 4000)
        else:
            form.choices((*path, "type"), (ROW, TEXT, LABEL))
    form.check()
    return {"custom_id": data["custom_id"], "title": data["title"], "components": components}


def _field(form: Form, checker: Checker, path: Path, item: Json, labelled: bool) -> None:
    kind = item.get("type")
    if kind not in (_FIELDS if labelled else (TEXT_INPUT,)):
        form.choices((*path, "type"), _FIELDS if labelled else (TEXT_INPUT,))
        return
    checker.custom_id(path, item)
    if kind == TEXT_INPUT:
        if not labelled:
            form.length((*path, "label"), str(item.get("label") or ""), 1, 45)
        form.length((*path, "placeholder"), str(item.get("placeholder") or ""), 0, 100)
        low, high = int(item.get("min_length") or 0), int(item.get("max_length") or 4000)
        if not 0 <= low <= 4000 or not 1 <= high <= 4000 or low > high:
            form.fail((*path, "max_length"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 4000.")
        form.length((*path, "value"), str(item.get("value") or ""), 0, high)
    elif kind == STRING_SELECT:
        checker.options((*path, "options"), item.get("options"), 25)
    elif kind in (RADIO, CHECKBOXES):
        checker.options((*path, "options"), item.get("options"), 10, 2 if kind == RADIO else 1)


def fields(modal: Json) -> list[Json]:
    """Return the fields a person may fill in."""
    found: list[Json] = []
    for item in objects(modal["components"]):
        if item["type"] == ROW:
            found += item["components"]
        elif item["type"] == LABEL:
            found.append(item["component"])
    return found


def fill_in(modal: Json, values: dict[str, Any]) -> list[Json]:
    """Return the components of a modal's submission. Raises ValueError with a sentence."""
    known = {item["custom_id"]: item for item in fields(modal)}
    for name in values:
        if name not in known:
            raise ValueError(f"The form has no field {name!r}; it has {', '.join(known)}.")
    submitted: list[Json] = []
    for item in objects(modal["components"]):
        number = item.get("id", len(submitted) + 1)
        if item["type"] == ROW:
            inside = [_filled(each, values) for each in item["components"]]
            submitted.append({"type": ROW, "id": number, "components": inside})
        elif item["type"] == LABEL:
            submitted.append({"type": LABEL, "id": number, "component": _filled(item["component"], values)})
        else:
            submitted.append({"type": item["type"], "id": number})
    return submitted


def _filled(item: Json, values: dict[str, Any]) -> Json:
    kind, name = item["type"], item["custom_id"]
    label = item.get("label") or name
    value = values.get(name)
    answer: Json = {"type": kind, "custom_id": name, "id": item.get("id", 0)}
    if kind == TEXT_INPUT:
        text = str(item.get("value") or "") if value is None else str(value)
        if not text and item.get("required", True):
            raise ValueError(f"The field {label!r} must be filled in.")
        if text and len(text) < int(item.get("min_length") or 0):
            raise ValueError(f"The field {label!r} needs at least {item['min_length']} characters.")
        if len(text) > int(item.get("max_length") or 4000):
            raise ValueError(f"The field {label!r} takes at most {item.get('max_length') or 4000} characters.")
        return answer | {"value": text}
    if kind == CHECKBOX:
        return answer | {"value": bool(item.get("default", False) if value is None else value)}
    if kind == RADIO:
        return answer | {"value": value}
    chosen = [str(each) for each in cast("list[Any]", value if isinstance(value, list) else [value])]
    if value is None:
        # What a bot chose beforehand stays chosen.
        chosen = [str(option["value"]) for option in objects(item.get("options")) if option.get("default")]
    if not chosen and item.get("required", True):
        raise ValueError(f"The field {label!r} needs a choice.")
    if kind in (STRING_SELECT, CHECKBOXES):
        offered = [str(option["value"]) for option in objects(item.get("options"))]
        wrong = [each for each in chosen if each not in offered]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is not offered in {label!r}; it offers {', '.join(offered)}.")
    return answer | {"values": chosen}
