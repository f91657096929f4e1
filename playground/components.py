"""Check the components of a message and give each its id."""

from __future__ import annotations

from typing import Any, cast

from playground.errors import Form, Json, Path
from playground.jsonvalue import an_object, objects

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = (3, 5, 6, 7, 8)
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 17, 18, 19, 21, 22, 23
MAX_ROWS = 5
MAX_V2 = 40
MAX_V2_TEXT = 4000
_TOP = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER)
_IN_CONTAINER = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR)
# What Discord adds when a bot leaves it out.
_DEFAULTS: dict[int, Json] = {
    STRING_SELECT: {"min_values": 1, "max_values": 1},
    **{kind: {"min_values": 1, "max_values": 1} for kind in (5, 6, 7, 8)},
    CONTAINER: {"accent_color": None, "spoiler": False},
    SEPARATOR: {"divider": True, "spacing": 1},
    THUMBNAIL: {"spoiler": False, "description": None},
    FILE: {"spoiler": False, "name": None, "size": None},
}


class Checker:
    """Walk one message's components, counting what is limited over all of them."""

    def __init__(self, form: Form, v2: bool) -> None:
        self.form = form
        self.v2 = v2
        self.count = 0
        self.text = 0
        self.custom_ids: set[str] = set()
        self.taken: set[int] = set()

    def listed(self, path: Path, value: object, allowed: tuple[int, ...]) -> list[Json]:
        """Check a list of components of allowed kinds."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.form.fail(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        return [self.one((*path, index), item, allowed) for index, item in enumerate(cast("list[Any]", value))]

    def one(self, path: Path, value: object, allowed: tuple[int, ...]) -> Json:
        """Check one component and return it as Discord stores it."""
        if not isinstance(value, dict):
            self.form.fail(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
            return {"type": 0}
        item = cast(Json, value)
        kind = item.get("type")
        if kind not in allowed:
            self.form.choices((*path, "type"), allowed)
            return {"type": 0}
        self.count += 1
        stored: Json = {**_DEFAULTS.get(kind, {}), **_without_nulls(item)}
        stored["id"] = self._number(item.get("id"))
        if kind == ROW:
            stored["components"] = self._row(path, item)
        elif kind == BUTTON:
            self._button(path, item)
        elif kind in SELECTS:
            self._select(path, item)
            # Only a form's select can be required.
            stored.pop("required", None)
            if "default_values" in stored:
                chosen = objects(stored["default_values"])
                stored["default_values"] = [{**each, "id": str(each.get("id"))} for each in chosen]
        elif kind == TEXT:
            self._text_display(path, item)
        elif kind == SECTION:
            stored["components"] = self.listed((*path, "components"), item.get("components"), (TEXT,))
            if not 1 <= len(stored["components"]) <= 3:
                self._size((*path, "components"), 1, 3)
            stored["accessory"] = self.one((*path, "accessory"), item.get("accessory"), (BUTTON, THUMBNAIL))
        elif kind == CONTAINER:
            stored["components"] = self.listed((*path, "components"), item.get("components"), _IN_CONTAINER)
        elif kind == GALLERY:
            stored["items"] = self._gallery(path, item)
        elif kind == THUMBNAIL:
            stored["media"] = _media(item.get("media"))
        elif kind == FILE:
            stored["file"] = _media(item.get("file"))
        return stored

    def _number(self, asked: object) -> int:
        number = asked if isinstance(asked, int) and asked > 0 else self.count
        while number in self.taken:
            number += 1
        self.taken.add(number)
        return number

    def _size(self, path: Path, low: int, high: int) -> None:
        self.form.fail(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")

    def _row(self, path: Path, item: Json) -> list[Json]:
        inside = self.listed((*path, "components"), item.get("components"), (BUTTON, *SELECTS))
        width = sum(5 if each["type"] in SELECTS else 1 for each in inside)
        if not inside:
            self._size((*path, "components"), 1, 5)
        elif width > 5:
            message = "The specified component exceeds the maximum width"
            for index in range(len(inside)):
                if sum(5 if each["type"] in SELECTS else 1 for each in inside[: index + 1]) > 5:
                    self.form.fail((*path, "components", index), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)
        return inside

    def custom_id(self, path: Path, item: Json) -> None:
        """Check that a custom id is there, short enough and used once."""
        given = item.get("custom_id")
        where = (*path, "custom_id")
        if not given:
            self.form.required(where)
            return
        self.form.length(where, str(given), 1, 100)
        if given in self.custom_ids:
            self.form.fail(where, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
        self.custom_ids.add(str(given))

    def _button(self, path: Path, item: Json) -> None:
        style = item.get("style")
        if style not in (1, 2, 3, 4, 5, 6):
            self.form.choices((*path, "style"), (1, 2, 3, 4, 5, 6))
            return
        self.form.length((*path, "label"), str(item.get("label") or ""), 0, 80)
        if style == 5:
            if not item.get("url"):
                self.form.required((*path, "url"))
            if item.get("custom_id"):
                message = "A custom id and url cannot both be specified"
                self.form.fail(path, "BUTTON_COMPONENT_CUSTOM_ID_AND_URL_MUTUALLY_EXCLUSIVE", message)
        elif style != 6:
            self.custom_id(path, item)
        if style != 6 and not item.get("label") and not item.get("emoji"):
            self.form.fail(path, "BUTTON_COMPONENT_INVALID_EMPTY", "A button must have a label or an emoji")

    def _select(self, path: Path, item: Json) -> None:
        self.custom_id(path, item)
        self.form.length((*path, "placeholder"), str(item.get("placeholder") or ""), 0, 150)
        low, high = item.get("min_values", 1), item.get("max_values", 1)
        if not 0 <= low <= 25:
            self.form.fail((*path, "min_values"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 25.")
        if not 1 <= high <= 25 or low > high:
            self.form.fail((*path, "max_values"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 25.")
        if item.get("type") == STRING_SELECT:
            self.options((*path, "options"), item.get("options"), 25)

    def options(self, path: Path, value: object, most: int, least: int = 1) -> None:
        """Check the options of a select, radio group or checkbox group."""
        options = objects(value)
        if not least <= len(options) <= most:
            self._size(path, least, most)
        values: set[str] = set()
        for index, option in enumerate(options):
            where = (*path, index)
            self.form.length((*where, "label"), str(option.get("label") or ""), 1, 100)
            self.form.length((*where, "value"), str(option.get("value") or ""), 1, 100)
            self.form.length((*where, "description"), str(option.get("description") or ""), 0, 100)
            if option.get("value") in values:
                message = "The specified option value is already used"
                self.form.fail((*where, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
            values.add(str(option.get("value")))

    def _text_display(self, path: Path, item: Json) -> None:
        text = str(item.get("content") or "")
        self.form.length((*path, "content"), text, 1, MAX_V2_TEXT)
        self.text += len(text)

    def _gallery(self, path: Path, item: Json) -> list[Json]:
        items = objects(item.get("items"))
        if not 1 <= len(items) <= 10:
            self._size((*path, "items"), 1, 10)
        return [{"description": None, "spoiler": False, **each, "media": _media(each.get("media"))} for each in items]


def _without_nulls(value: Any) -> Any:
    """Leave out what is null, as Discord does in what it stores."""
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in cast(Json, value).items() if each is not None}
    if isinstance(value, list):
        return [_without_nulls(each) for each in cast("list[Any]", value)]
    return value


def _media(value: object) -> Json:
    media = an_object(value)
    url = str(media.get("url") or "")
    return {"id": "0", "url": url, "proxy_url": url, "width": None, "height": None, "content_type": None}


def check_components(form: Form, value: object, v2: bool) -> list[Json]:
    """Return a message's components as Discord stores them, noting what is wrong with them."""
    checker = Checker(form, v2)
    stored = checker.listed(("components",), value, _TOP if v2 else (ROW,))
    if v2:
        if checker.count > MAX_V2:
            form.fail(("components",), "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_V2} or fewer in length.")
        if checker.text > MAX_V2_TEXT:
            message = f"The total text length exceeds the maximum of {MAX_V2_TEXT}"
            form.fail(("components",), "COMPONENT_MAX_TOTAL_TEXT_LENGTH_EXCEEDED", message)
    elif len(stored) > MAX_ROWS:
        form.fail(("components",), "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_ROWS} or fewer in length.")
    return stored
