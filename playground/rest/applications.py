"""The gateway's address, the bot itself, its application and its commands."""

from __future__ import annotations

from typing import Any, cast

from playground import commands, wire
from playground.errors import Json, invalid, missing_access, unknown_command, unknown_user
from playground.gateway import application_flags
from playground.rest.call import NO_CONTENT, Answer, RestCall
from playground.rest.routing import Table

IDENTIFIES_A_DAY = 1000


def gateway(call: RestCall) -> Answer:
    return Answer(200, {"url": call.gateway.url})


def gateway_bot(call: RestCall) -> Answer:
    limit: Json = {
        "total": IDENTIFIES_A_DAY,
        "remaining": max(IDENTIFIES_A_DAY - call.gateway.identifies, 0),
        "reset_after": 86_400_000,
        "max_concurrency": 1,
    }
    return Answer(200, {"url": call.gateway.url, "shards": call.gateway.shards, "session_start_limit": limit})


def own_user(call: RestCall) -> Answer:
    return Answer(200, wire.own_user(call.bot))


def some_user(call: RestCall) -> Answer:
    user = call.world.users.get(call.number("user_id"))
    if user is None:
        raise unknown_user()
    return Answer(200, wire.user(user))


def application(call: RestCall) -> Answer:
    item = call.world.application
    owner = next(iter(call.world.guilds.values())).owner_id if call.world.guilds else item.bot.id
    flags = application_flags(item.intents)
    body: Json = {
        "id": str(item.id),
        "name": item.name,
        "icon": None,
        "description": "A game master who lives in Discord",
        "type": None,
        "bot": wire.user(item.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": wire.user(call.world.users[owner]),
        "approximate_guild_count": len(call.world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }
    return Answer(200, body)


def _scope(call: RestCall) -> int | None:
    if call.number("application_id") != call.world.application.id:
        raise missing_access()
    return call.guild().id if "guild_id" in call.params else None


def list_commands(call: RestCall) -> Answer:
    found = [*commands.scope(call.world, _scope(call)).values()]
    if call.query.get("with_localizations", "false").lower() in ("true", "1"):
        return Answer(200, found)
    hidden = ("name_localizations", "description_localizations")
    return Answer(200, [{key: value for key, value in item.items() if key not in hidden} for item in found])


def put_commands(call: RestCall) -> Answer:
    guild_id = _scope(call)
    body: object = call.body
    if not isinstance(body, list):
        raise invalid((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    return Answer(200, commands.replace_all(call.world, guild_id, cast("list[Any]", body)))


def post_command(call: RestCall) -> Answer:
    item, new = commands.upsert(call.world, _scope(call), call.json)
    return Answer(201 if new else 200, item)


def _known(call: RestCall) -> tuple[int | None, int]:
    guild_id = _scope(call)
    number = call.number("command_id")
    if number not in commands.scope(call.world, guild_id):
        raise unknown_command()
    return guild_id, number


def get_command(call: RestCall) -> Answer:
    guild_id, number = _known(call)
    return Answer(200, commands.scope(call.world, guild_id)[number])


def patch_command(call: RestCall) -> Answer:
    guild_id, number = _known(call)
    return Answer(200, commands.amend(call.world, guild_id, number, call.json))


def delete_command(call: RestCall) -> Answer:
    guild_id, number = _known(call)
    commands.forget(call.world, guild_id, number)
    return NO_CONTENT


def add_routes(table: Table) -> None:
    table.add("GET /gateway", gateway, public=True)
    table.add("GET /gateway/bot", gateway_bot)
    table.add("GET /users/@me", own_user)
    table.add("GET /users/{user_id}", some_user)
    table.add("GET /oauth2/applications/@me", application)
    table.add("GET /applications/@me", application)
    for base in ("/applications/{application_id}", "/applications/{application_id}/guilds/{guild_id}"):
        table.add(f"GET {base}/commands", list_commands)
        table.add(f"PUT {base}/commands", put_commands)
        table.add(f"POST {base}/commands", post_command)
        table.add(f"GET {base}/commands/{{command_id}}", get_command)
        table.add(f"PATCH {base}/commands/{{command_id}}", patch_command)
        table.add(f"DELETE {base}/commands/{{command_id}}", delete_command)
