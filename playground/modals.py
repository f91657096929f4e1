"""Check a modal a bot wants to show."""

from __future__ import annotations

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
from playground.filling import bounds
from playground.jsonvalue import an_object, objects

MAX_CHOICES = 10
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
        _text(form, path, item, labelled)
    elif kind in SELECTS:
        form.length((*path, "placeholder"), str(item.get("placeholder") or ""), 0, 150)
        _bounds(form, path, item, 25)
        if kind == STRING_SELECT:
            checker.options((*path, "options"), item.get("options"), 25)
    elif kind == UPLOAD:
        _bounds(form, path, item, MAX_CHOICES)
    elif kind == RADIO:
        checker.options((*path, "options"), item.get("options"), MAX_CHOICES, 2)
        if sum(bool(option.get("default")) for option in objects(item.get("options"))) > 1:
            message = "Only one option of a radio group can be the default"
            form.fail((*path, "options"), "COMPONENT_TOO_MANY_DEFAULTS", message)
    elif kind == CHECKBOXES:
        checker.options((*path, "options"), item.get("options"), MAX_CHOICES)
        _bounds(form, path, item, MAX_CHOICES)


def _text(form: Form, path: Path, item: Json, labelled: bool) -> None:
    if not labelled:
        form.length((*path, "label"), str(item.get("label") or ""), 1, 45)
    if item.get("style") not in (1, 2):
        form.choices((*path, "style"), (1, 2))
    form.length((*path, "placeholder"), str(item.get("placeholder") or ""), 0, 100)
    low, high = int(item.get("min_length") or 0), int(item.get("max_length") or 4000)
    if not 0 <= low <= 4000 or not 1 <= high <= 4000 or low > high:
        form.fail((*path, "max_length"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 4000.")
    form.length((*path, "value"), str(item.get("value") or ""), 0, high)


def _bounds(form: Form, path: Path, item: Json, most: int) -> None:
    """Check how many values may be chosen."""
    low, high = bounds(item)
    message = f"int value should be less than or equal to {most}."
    if not 0 <= low <= most:
        form.fail((*path, "min_values"), "NUMBER_TYPE_MAX", message)
    if not 1 <= high <= most or low > high:
        form.fail((*path, "max_values"), "NUMBER_TYPE_MAX", message)
