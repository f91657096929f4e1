"""Check the embeds of a message against Discord's limits."""

from __future__ import annotations

from typing import Any, cast

from playground.errors import Form, Json, Path
from playground.jsonvalue import objects

MAX_EMBEDS = 10
MAX_TOTAL = 6000
_TEXTS = {"title": 256, "description": 4096}
_URL_SCHEMES = ("http://", "https://", "attachment://")


def check_embeds(form: Form, embeds: object) -> list[Json]:
    """Return the embeds as Discord stores them, noting what is wrong with them."""
    if embeds is None:
        return []
    if not isinstance(embeds, list):
        form.fail(("embeds",), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return []
    listed = cast("list[Any]", embeds)
    if len(listed) > MAX_EMBEDS:
        form.fail(("embeds",), "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_EMBEDS} or fewer in length.")
    total = 0
    result: list[Json] = []
    for index, item in enumerate(listed):
        path = ("embeds", index)
        if not isinstance(item, dict):
            form.fail(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
            continue
        embed = cast(Json, item)
        total += _check(form, path, embed)
        result.append(_stored(embed))
    if total > MAX_TOTAL:
        message = f"Embed size exceeds maximum size of {MAX_TOTAL}"
        form.fail(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", message)
    return result


def _check(form: Form, path: Path, embed: Json) -> int:
    size = 0
    for key, limit in _TEXTS.items():
        size += _text(form, (*path, key), embed.get(key), limit)
    for key, inner, limit in (("footer", "text", 2048), ("author", "name", 256)):
        part: Json | None = embed.get(key)
        if part:
            size += _text(form, (*path, key, inner), part.get(inner), limit, required=True)
    for key in ("image", "thumbnail"):
        part = embed.get(key)
        if part:
            _url(form, (*path, key, "url"), part.get("url"))
    _url(form, (*path, "url"), embed.get("url"))
    color = embed.get("color")
    if color is not None and not (isinstance(color, int) and 0 <= color <= 0xFFFFFF):
        form.fail((*path, "color"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.")
    fields = objects(embed.get("fields"))
    if len(fields) > 25:
        form.fail((*path, "fields"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for number, item in enumerate(fields):
        where = (*path, "fields", number)
        size += _text(form, (*where, "name"), item.get("name"), 256, required=True)
        size += _text(form, (*where, "value"), item.get("value"), 1024, required=True)
    visible = ("title", "description", "fields", "image", "thumbnail", "footer", "author", "video", "url", "timestamp")
    if not any(embed.get(key) for key in visible):
        form.required((*path, "description"))
    return size


def _text(form: Form, path: Path, value: object, limit: int, required: bool = False) -> int:
    if value is None and not required:
        return 0
    text = "" if value is None else str(value)
    form.length(path, text, 1 if required else 0, limit)
    return len(text)


def _url(form: Form, path: Path, value: object) -> None:
    if value is None:
        return
    text = str(value)
    if len(text) > 2048:
        form.fail(path, "BASE_TYPE_MAX_LENGTH", "Must be 2048 or fewer in length.")
    elif not text.startswith(_URL_SCHEMES):
        message = f"Scheme \"{text.partition(':')[0]}\" is not supported. Scheme must be one of ('http', 'https')."
        form.fail(path, "URL_TYPE_INVALID_SCHEME" if ":" in text else "URL_TYPE_INVALID_URL", message)


def _stored(embed: Json) -> Json:
    kept = {key: value for key, value in embed.items() if value is not None and key != "flags"}
    kept["type"] = "rich"
    kept["fields"] = [{"inline": False, **item} for item in objects(embed.get("fields"))]
    if not kept["fields"]:
        del kept["fields"]
    return kept
