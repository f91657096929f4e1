"""Application commands: registration, its limits, and who may use them."""

from __future__ import annotations

import re
from typing import Any, cast

from playground.errors import DiscordError, Form, Json, Path
from playground.jsonvalue import objects
from playground.world import World

CHAT, USER, MESSAGE = 1, 2, 3
SUB_COMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, NUMBER = 3, 4, 5, 10
MAX_CHAT, MAX_MENU = 100, 15
MAX_SIZE = 8000
LOCALES: frozenset[str] = frozenset(
    """id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th
    zh-CN ja zh-TW ko""".split()  # noqa: SIM905
)
# What Discord documents, with Python's letters and digits in place of \p{L} and \p{N}.
_NAME = re.compile(r"^[-_'\w]{1,32}$")
_KEPT = """type name description name_localizations description_localizations options required choices
    channel_types min_value max_value min_length max_length autocomplete""".split()  # noqa: SIM905


def check(world: World, body: Json, guild_id: int | None, path: Path = (), form: Form | None = None) -> Json:
    """Return a command as Discord stores it; a shared `form` collects errors, otherwise 50035 is raised."""
    own = form or Form()
    kind = body.get("type") or CHAT
    name = str(body.get("name") or "")
    if kind == CHAT:
        _name(own, (*path, "name"), name)
        own.length((*path, "description"), str(body.get("description") or ""), 1, 100)
    else:
        own.length((*path, "name"), name, 1, 32)
        if body.get("description"):
            message = "Context menu commands cannot have description"
            own.fail((*path, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", message)
    _localizations(own, path, body, kind == CHAT)
    options = _options(own, (*path, "options"), body.get("options"), 0)
    if _size(body) > MAX_SIZE:
        message = f"Command exceeds maximum size ({MAX_SIZE})"
        own.fail(path, "APPLICATION_COMMAND_TOO_LARGE", message)
    if form is None:
        own.check()
    number = world.snowflake()
    allowed = body.get("default_member_permissions")
    stored: Json = {
        "id": str(number),
        "application_id": str(world.application.id),
        "version": str(number),
        "default_member_permissions": None if allowed is None else str(allowed),
        "type": kind,
        "name": name,
        "name_localizations": body.get("name_localizations"),
        "description": str(body.get("description") or ""),
        "description_localizations": body.get("description_localizations"),
        "contexts": body.get("contexts"),
        "integration_types": body.get("integration_types") or [0],
        "nsfw": bool(body.get("nsfw", False)),
    }
    if options:
        stored["options"] = options
    if guild_id is not None:
        stored["guild_id"] = str(guild_id)
    else:
        stored["dm_permission"] = bool(body.get("dm_permission", True))
    return stored


def _name(form: Form, path: Path, name: str) -> None:
    form.length(path, name, 1, 32)
    if name and len(name) <= 32 and (not _NAME.match(name) or name != name.lower()):
        form.fail(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _localizations(form: Form, path: Path, item: Json, slash: bool) -> None:
    for key, limit in (("name_localizations", 32), ("description_localizations", 100)):
        told = cast("dict[str, Any]", item.get(key) or {})
        for locale, text in told.items():
            where = (*path, key, locale)
            if locale not in LOCALES:
                form.choices((*path, key), sorted(LOCALES))
            elif key == "name_localizations" and slash:
                _name(form, where, str(text))
            else:
                form.length(where, str(text), 1, limit)


def _options(form: Form, path: Path, value: object, depth: int) -> list[Json]:
    options = objects(value)
    if len(options) > 25:
        form.fail(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    names: set[str] = set()
    optional_seen = False
    stored: list[Json] = []
    for index, option in enumerate(options):
        where = (*path, index)
        kind, name = option.get("type"), str(option.get("name") or "")
        if kind not in range(1, 12):
            form.choices((*where, "type"), range(1, 12))
            continue
        _name(form, (*where, "name"), name)
        form.length((*where, "description"), str(option.get("description") or ""), 1, 100)
        _localizations(form, where, option, slash=True)
        if name in names:
            form.fail(where, "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", "Option names must be unique")
        names.add(name)
        if option.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            form.fail(where, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen = optional_seen or not option.get("required")
        kept = {key: option[key] for key in _KEPT if option.get(key) is not None}
        if kind in (SUB_COMMAND, GROUP):
            if depth + (kind == SUB_COMMAND) > 2 or (kind == GROUP and depth > 0):
                message = "Sub-command option type is invalid here"
                form.fail((*where, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
            kept["options"] = _options(form, (*where, "options"), option.get("options"), depth + 1)
        else:
            _choices(form, where, option)
        stored.append(kept)
    if any(item["type"] in (SUB_COMMAND, GROUP) for item in stored) and any(
        item["type"] not in (SUB_COMMAND, GROUP) for item in stored
    ):
        message = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        form.fail(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    return stored


def _choices(form: Form, path: Path, option: Json) -> None:
    choices = objects(option.get("choices"))
    if len(choices) > 25:
        form.fail((*path, "choices"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    if choices and option.get("autocomplete"):
        message = "Autocomplete options cannot have choices"
        form.fail((*path, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", message)
    for index, choice in enumerate(choices):
        where = (*path, "choices", index)
        form.length((*where, "name"), str(choice.get("name") or ""), 1, 100)
        if isinstance(choice.get("value"), str):
            form.length((*where, "value"), choice["value"], 1, 100)


def _size(body: Json) -> int:
    """Count what Discord counts: names, descriptions and values, each in the language in which it is longest."""
    total = _longest(body, "name") + _longest(body, "description")
    for choice in objects(body.get("choices")):
        total += _longest(choice, "name") + len(str(choice.get("value") or ""))
    return total + sum(_size(option) for option in objects(body.get("options")))


def _longest(item: Json, key: str) -> int:
    told = cast("dict[str, Any]", item.get(f"{key}_localizations") or {})
    return max(len(str(text or "")) for text in (item.get(key), *told.values()))


def replace_all(world: World, guild_id: int | None, bodies: list[Json]) -> list[Json]:
    """Overwrite all commands of a scope, keeping the ids of those whose name and type stay."""
    form = Form()
    seen: set[tuple[int, str]] = set()
    old = {(item["type"], item["name"]): item for item in scope(world, guild_id).values()}
    stored: list[Json] = []
    for index, body in enumerate(bodies):
        item = check(world, body, guild_id, (index,), form)
        key = (item["type"], item["name"])
        if key in seen:
            message = "Application command names must be unique"
            form.fail((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        seen.add(key)
        if key in old:
            item["id"] = old[key]["id"]
            if {**item, "version": ""} == {**old[key], "version": ""}:
                item["version"] = old[key]["version"]
        stored.append(item)
    form.check()
    _count(stored)
    _put(world, guild_id, {int(item["id"]): item for item in stored})
    return stored


def _count(stored: list[Json]) -> None:
    for kind, limit in ((CHAT, MAX_CHAT), (USER, MAX_MENU), (MESSAGE, MAX_MENU)):
        if sum(item["type"] == kind for item in stored) > limit:
            raise DiscordError(400, 30032, f"Maximum number of application commands reached ({limit})")


def _put(world: World, guild_id: int | None, found: dict[int, Json]) -> None:
    if guild_id is None:
        world.application.commands = found
    else:
        world.application.guild_commands[guild_id] = found
    world.hub.touch()


def scope(world: World, guild_id: int | None) -> dict[int, Json]:
    """Return the commands of a guild, or the global ones, by id."""
    if guild_id is None:
        return world.application.commands
    return world.application.guild_commands.setdefault(guild_id, {})


def upsert(world: World, guild_id: int | None, body: Json) -> tuple[Json, bool]:
    """Create a command, or overwrite the one of the same name; the flag tells whether it is new."""
    item = check(world, body, guild_id)
    found = scope(world, guild_id)
    key = (item["type"], item["name"])
    for number, old in found.items():
        if (old["type"], old["name"]) == key:
            item["id"] = old["id"]
            _put(world, guild_id, {**found, number: item})
            return item, False
    everything = {**found, int(item["id"]): item}
    _count([*everything.values()])
    _put(world, guild_id, everything)
    return item, True


def amend(world: World, guild_id: int | None, number: int, body: Json) -> Json:
    """Change some fields of a command."""
    found = scope(world, guild_id)
    item = check(world, {**found[number], **body}, guild_id)
    item["id"] = str(number)
    _put(world, guild_id, {**found, number: item})
    return item


def forget(world: World, guild_id: int | None, number: int) -> None:
    """Delete a command."""
    _put(world, guild_id, {key: item for key, item in scope(world, guild_id).items() if key != number})


def check_choices(asked: Json, data: Json) -> list[Json]:
    """Check the choices a bot offers while somebody types. Raises 50035."""
    form = Form()
    choices = objects(data.get("choices"))
    if len(choices) > 25:
        form.fail(("data", "choices"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for index, choice in enumerate(choices):
        path = ("data", "choices", index)
        form.length((*path, "name"), str(choice.get("name") or ""), 1, 100)
        if isinstance(choice.get("value"), str):
            form.length((*path, "value"), choice["value"], 1, 100)
    form.check()
    return choices
