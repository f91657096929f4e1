"""Guilds, their members and their roles."""

from __future__ import annotations

from playground import wire
from playground.errors import (
    DiscordError,
    Form,
    Json,
    missing_permissions,
    unknown_guild,
    unknown_member,
    unknown_role,
)
from playground.events import Event
from playground.jsonvalue import things
from playground.model import Guild, Member, Role
from playground.permissions import ALL, BITS, guild_permissions
from playground.rest.call import NO_CONTENT, Answer, RestCall, snowflake
from playground.rest.routing import Table


def mine(call: RestCall) -> Answer:
    limit = call.asked("limit", 200, 1, 200)
    after = call.asked("after", 0, 0, 1 << 63)
    found = [item for item in call.world.guilds.values() if item.id > after and call.bot.id in item.members]
    return Answer(200, [_partial(call, item) for item in found[:limit]])


def _partial(call: RestCall, guild: Guild) -> Json:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "banner": None,
        "owner": guild.owner_id == call.bot.id,
        "permissions": str(guild_permissions(guild, call.bot.id)),
        "features": [],
        "approximate_member_count": len(guild.members),
        "approximate_presence_count": len(guild.members),
    }


def get(call: RestCall) -> Answer:
    guild = call.guild()
    data = wire.guild(guild)
    if call.query.get("with_counts", "").lower() in ("1", "true"):
        data |= {"approximate_member_count": len(guild.members), "approximate_presence_count": len(guild.members)}
    return Answer(200, data)


def leave(call: RestCall) -> Answer:
    guild = call.world.guilds.get(call.number("guild_id"))
    if guild is None:
        raise unknown_guild()
    call.world.hub.publish(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id))
    guild.members.pop(call.bot.id, None)
    return NO_CONTENT


def members(call: RestCall) -> Answer:
    guild = call.guild()
    limit = call.asked("limit", 1, 1, 1000)
    after = call.asked("after", 0, 0, 1 << 63)
    found = sorted((item for item in guild.members.values() if item.user.id > after), key=lambda item: item.user.id)
    return Answer(200, [wire.member(item) for item in found[:limit]])


def search(call: RestCall) -> Answer:
    guild = call.guild()
    query = call.query.get("query", "").lower()
    limit = call.asked("limit", 1, 1, 1000)
    found = [
        item
        for item in guild.members.values()
        if item.user.name.startswith(query) or (item.nick or item.user.display_name).lower().startswith(query)
    ]
    return Answer(200, [wire.member(item) for item in found[:limit]])


def _member(call: RestCall, guild: Guild) -> Member:
    member = guild.members.get(call.number("user_id"))
    if member is None:
        raise unknown_member()
    return member


def member(call: RestCall) -> Answer:
    return Answer(200, wire.member(_member(call, call.guild())))


def modify_self(call: RestCall) -> Answer:
    guild = call.guild()
    own = guild.members[call.bot.id]
    if "nick" in call.json:
        _rename(call, guild, own)
    return Answer(200, wire.member(own))


def _rename(call: RestCall, guild: Guild, member: Member) -> None:
    nick: object = call.json.get("nick")
    form = Form()
    form.length(("nick",), str(nick or ""), 0, 32)
    form.check()
    member.nick = str(nick) if nick else None
    _changed(call, guild, member)


def modify_member(call: RestCall) -> Answer:
    body = call.json
    guild = call.guild(
        *(["manage_nicknames"] if "nick" in body else []), *(["manage_roles"] if "roles" in body else [])
    )
    target = _member(call, guild)
    if target.user.id == guild.owner_id:
        raise missing_permissions()
    if "roles" in body:
        ids = [snowflake(item, "roles", index) for index, item in enumerate(things(body["roles"]))]
        for number in set(ids) ^ set(target.roles):
            _ranked(call, guild, number)
        target.roles = ids
    if "nick" in body:
        _rename(call, guild, target)
    _changed(call, guild, target)
    return Answer(200, wire.member(target))


def _changed(call: RestCall, guild: Guild, member: Member) -> None:
    data = {**wire.member(member), "guild_id": str(guild.id)}
    call.world.hub.publish(Event("GUILD_MEMBER_UPDATE", data, guild.id))


def _ranked(call: RestCall, guild: Guild, number: int) -> Role:
    """Return a role below the bot's highest. Raises 10011 or 50013."""
    role = guild.roles.get(number)
    if role is None:
        raise unknown_role()
    highest = max((guild.roles[item].position for item in guild.members[call.bot.id].roles), default=0)
    if guild.owner_id != call.bot.id and role.position >= highest:
        raise missing_permissions()
    return role


def give_role(call: RestCall) -> Answer:
    guild = call.guild("manage_roles")
    target, role = _member(call, guild), _ranked(call, guild, call.number("role_id"))
    if role.id not in target.roles:
        target.roles.append(role.id)
        _changed(call, guild, target)
    return NO_CONTENT


def take_role(call: RestCall) -> Answer:
    guild = call.guild("manage_roles")
    target, role = _member(call, guild), _ranked(call, guild, call.number("role_id"))
    if role.id in target.roles:
        target.roles.remove(role.id)
        _changed(call, guild, target)
    return NO_CONTENT


def roles(call: RestCall) -> Answer:
    return Answer(200, [wire.role(item) for item in call.guild().roles.values()])


def role(call: RestCall) -> Answer:
    found = call.guild().roles.get(call.number("role_id"))
    if found is None:
        raise unknown_role()
    return Answer(200, wire.role(found))


def create_role(call: RestCall) -> Answer:
    guild = call.guild("manage_roles")
    body = call.json
    asked = int(body.get("permissions") or 0)
    has = guild_permissions(guild, call.bot.id)
    if asked & ~has & ALL and not has & BITS["administrator"]:
        raise missing_permissions()
    if len(guild.roles) >= 250:
        raise DiscordError(400, 30005, "Maximum number of guild roles reached (250)")
    made = call.world.add_role(guild, str(body.get("name") or "new role"), asked)
    made.mentionable = bool(body.get("mentionable"))
    made.hoist = bool(body.get("hoist"))
    made.color = int(body.get("color") or 0)
    return Answer(200, wire.role(made))


def delete_role(call: RestCall) -> Answer:
    guild = call.guild("manage_roles")
    gone = _ranked(call, guild, call.number("role_id"))
    del guild.roles[gone.id]
    for item in guild.members.values():
        if gone.id in item.roles:
            item.roles.remove(gone.id)
    data: Json = {"guild_id": str(guild.id), "role_id": str(gone.id)}
    call.world.hub.publish(Event("GUILD_ROLE_DELETE", data, guild.id))
    return NO_CONTENT


def add_routes(table: Table) -> None:
    table.add("GET /users/@me/guilds", mine)
    table.add("DELETE /users/@me/guilds/{guild_id}", leave)
    table.add("GET /guilds/{guild_id}", get)
    table.add("GET /guilds/{guild_id}/members", members)
    table.add("GET /guilds/{guild_id}/members/search", search)
    table.add("PATCH /guilds/{guild_id}/members/@me", modify_self)
    table.add("GET /guilds/{guild_id}/members/{user_id}", member)
    table.add("PATCH /guilds/{guild_id}/members/{user_id}", modify_member)
    table.add("PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}", give_role)
    table.add("DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}", take_role)
    table.add("GET /guilds/{guild_id}/roles", roles)
    table.add("POST /guilds/{guild_id}/roles", create_role)
    table.add("GET /guilds/{guild_id}/roles/{role_id}", role)
    table.add("DELETE /guilds/{guild_id}/roles/{role_id}", delete_role)
