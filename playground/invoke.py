"""What a Discord client checks before it sends a command: which ones there are, their options, their types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from playground import commands, wire
from playground.content import MAX_FILE_BYTES
from playground.errors import Json
from playground.jsonvalue import objects
from playground.messages import Upload, attach
from playground.model import Channel, Guild, User
from playground.permissions import BITS, guild_permissions
from playground.refused import Refused
from playground.world import World

_KINDS = {
    3: "a text",
    4: "a whole number",
    5: "true or false",
    6: "a person",
    7: "a channel",
    8: "a role",
    9: "a person or a role",
    10: "a number",
    11: "a file",
}


@dataclass(slots=True)
class Resolved:
    """The things an interaction's options or values point at."""

    world: World
    place: Channel
    data: dict[str, Json] = field(default_factory=dict[str, Json])

    def put(self, kind: str, number: int, item: Json) -> None:
        self.data.setdefault(kind, {})[str(number)] = item

    def user(self, user: User) -> str:
        self.put("users", user.id, wire.user(user))
        guild = self.place.guild
        if guild is not None and user.id in guild.members:
            has = str(self.place.permissions(user.id))
            self.put("members", user.id, {**wire.bare_member(guild.members[user.id]), "permissions": has})
        return str(user.id)

    def role(self, guild: Guild, number: int) -> str:
        self.put("roles", number, wire.role(guild.roles[number]))
        return str(number)

    def channel(self, place: Channel, user_id: int) -> str:
        keys = ("id", "name", "type", "parent_id", "thread_metadata", "topic", "position", "nsfw", "flags")
        shaped = wire.channel(place)
        part = {key: shaped[key] for key in (*keys, "last_message_id", "rate_limit_per_user") if key in shaped}
        self.put("channels", place.id, {**part, "permissions": str(place.permissions(user_id))})
        return str(place.id)

    def file(self, upload: Upload) -> str:
        item = attach(self.world, self.place, upload)
        self.put("attachments", item.id, {**wire.attachment(self.world, item), "ephemeral": True})
        return str(item.id)


def available(world: World, user: User, guild: Guild | None) -> list[Json]:
    """Return the commands a person may use, those of the guild before global ones."""
    own = [*commands.scope(world, guild.id).values()] if guild is not None else []
    both = [*own, *world.application.commands.values()]
    return [item for item in both if _permitted(item, user, guild)]


def _permitted(item: Json, user: User, guild: Guild | None) -> bool:
    contexts = item.get("contexts")
    if guild is None:
        return item.get("dm_permission", True) and (contexts is None or 1 in contexts)
    if contexts is not None and 0 not in contexts:
        return False
    needs = item.get("default_member_permissions")
    if needs is None:
        return True
    has = guild_permissions(guild, user.id)
    return bool(has & BITS["administrator"]) or (needs != "0" and has & int(needs) == int(needs))


def find(world: World, user: User, place: Channel, name: str, kind: int = commands.CHAT) -> tuple[Json, list[Json]]:
    """Return a command and the path of sub-commands below it. Raises Refused."""
    if not place.permissions(user.id) & BITS["view_channel"]:
        raise Refused.of("channelUnseen", who=user.display_name, place=place.name)
    if not place.permissions(user.id) & BITS["use_application_commands"]:
        raise Refused.of("mayNotCommand", who=user.display_name, place=place.name)
    words = name.split() if kind == commands.CHAT else [name]
    for item in available(world, user, place.guild):
        if item["type"] == kind and item["name"] == words[0]:
            return item, _descend(item, words)
    everything = [*world.application.commands.values()]
    if place.guild is not None:
        everything += commands.scope(world, place.guild.id).values()
    if any(item["type"] == kind and item["name"] == words[0] for item in everything):
        raise Refused.of("commandNotPermitted", who=user.display_name, command=name)
    known = ", ".join(sorted(item["name"] for item in everything)) or "none at all"
    raise Refused.of("noCommand", command=name, known=known)


def _descend(item: Json, words: list[str]) -> list[Json]:
    path: list[Json] = []
    node = item
    for word in words[1:]:
        inside = [option for option in objects(node.get("options")) if option["type"] in (1, 2)]
        child = next((option for option in inside if option["name"] == word), None)
        if child is None:
            names = ", ".join(option["name"] for option in inside) or "none"
            raise Refused.of("noSubcommand", command=" ".join(words), group=node["name"], known=names)
        path.append(child)
        node = child
    if any(option["type"] in (1, 2) for option in objects(node.get("options"))):
        names = ", ".join(option["name"] for option in node["options"])
        raise Refused.of("needsSubcommand", command=" ".join(words), known=names)
    return path


def command_data(
    world: World,
    user: User,
    place: Channel,
    name: str,
    given: Mapping[str, Any],
    focused: str | None = None,
) -> Json:
    """Return the `data` of a slash command's interaction. Raises Refused."""
    item, path = find(world, user, place, name)
    leaf = path[-1] if path else item
    known = {option["name"]: option for option in objects(leaf.get("options"))}
    for option_name in given:
        if option_name not in known:
            raise Refused.of("noOption", command=name, option=option_name, known=", ".join(known) or "none")
    resolved = Resolved(world, place)
    options: list[Json] = []
    for option_name, option in known.items():
        if option_name == focused:
            text = str(given.get(option_name, ""))
            options.append({"name": option_name, "type": option["type"], "value": text, "focused": True})
        elif given.get(option_name) is not None:
            value = convert(option, given[option_name], resolved, user)
            options.append({"name": option_name, "type": option["type"], "value": value})
        elif option.get("required") and focused is None:
            raise Refused.of("needsOption", command=name, option=option_name)
    for step in reversed(path):
        options = [{"name": step["name"], "type": step["type"], "options": options}]
    data: Json = {"id": item["id"], "name": item["name"], "type": item["type"], "options": options}
    if "guild_id" in item:
        data["guild_id"] = item["guild_id"]
    if resolved.data:
        data["resolved"] = resolved.data
    return data


def convert(option: Json, value: Any, resolved: Resolved, user: User) -> Any:
    """Return an option's value as the wire carries it. Raises Refused."""
    kind, name = option["type"], option["name"]
    choices = objects(option.get("choices"))
    if choices:
        for choice in choices:
            if value in (choice["value"], choice["name"]):
                return choice["value"]
        offered = ", ".join(str(choice["name"]) for choice in choices)
        raise Refused.of("optionOneOf", option=name, known=offered)
    if kind == 3:
        return _text(option, str(value))
    if kind in (4, 10):
        return _number(option, value)
    if kind == 5:
        if not isinstance(value, bool):
            raise Refused.of("optionTruth", option=name)
        return value
    if kind == 11 and isinstance(value, tuple) and len(cast("tuple[str, bytes]", value)[1]) > MAX_FILE_BYTES:
        raise Refused.of("fileTooBig", most=MAX_FILE_BYTES >> 20)
    try:
        found = thing(kind, value, resolved, user)
    except (LookupError, ValueError, AttributeError, TypeError) as problem:
        raise Refused.of("optionKind", option=name, kind=_KINDS[kind], value=cast("object", value)) from problem
    wanted = option.get("channel_types")
    if kind == 7 and wanted and resolved.world.channels[int(found)].kind not in wanted:
        raise Refused.of("optionChannelKind", option=name)
    return found


def _text(option: Json, text: str) -> str:
    name = option["name"]
    if len(text) < (option.get("min_length") or 0):
        raise Refused.of("optionTooShort", option=name, least=option["min_length"])
    longest = option.get("max_length") or 6000
    if len(text) > longest:
        raise Refused.of("optionTooLong", option=name, most=longest)
    return text


def _number(option: Json, value: Any) -> int | float:
    name = option["name"]
    try:
        number = int(value) if option["type"] == 4 else float(value)
    except (TypeError, ValueError) as problem:
        raise Refused.of("optionKind", option=name, kind=_KINDS[option["type"]], value=value) from problem
    low, high = option.get("min_value"), option.get("max_value")
    if (low is not None and number < low) or (high is not None and number > high):
        raise Refused.of("optionBounds", option=name, least=low, most=high)
    return number


def thing(kind: int, value: Any, resolved: Resolved, user: User) -> str:
    """Return the id of what an option of this kind points at, and resolve it. Raises LookupError and the like."""
    world, guild = resolved.world, resolved.place.guild
    if kind == 11:
        filename, data = value
        return resolved.file(Upload(str(filename), bytes(data)))
    number = int(getattr(value, "id", value))
    if kind == 7:
        return resolved.channel(world.channels[number], user.id)
    if kind in (8, 9) and guild is not None and number in guild.roles:
        return resolved.role(guild, number)
    if kind == 8:
        raise LookupError("no such role")
    return resolved.user(world.users[number])
