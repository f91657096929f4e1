"""Member chunks: the answer to a shard that asks who is in a guild."""

from __future__ import annotations

from playground import wire
from playground.jsonvalue import Json, things
from playground.model import Guild
from playground.sessions import MEMBERS, Close, Session

CHUNK = 1000


def member_chunks(session: Session, data: Json) -> list[Json]:
    """Return the chunks that answer a request (op 8). Raises Close 4014 without the members intent."""
    guild = session.world.guilds.get(int(data.get("guild_id") or 0))
    if guild is None:
        return []
    wanted, missing = _asked_for(session, guild, data)
    parts = [wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK)] or [[]]
    chunks: list[Json] = []
    for index, members in enumerate(parts):
        chunk: Json = {"guild_id": str(guild.id), "members": members, "chunk_index": index, "chunk_count": len(parts)}
        if missing:
            chunk["not_found"] = missing
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        chunks.append(chunk)
    return chunks


def _asked_for(session: Session, guild: Guild, data: Json) -> tuple[list[Json], list[str]]:
    limit = int(data.get("limit") or 0)
    ids: object = data.get("user_ids")
    if ids is not None:
        # One id may stand alone.
        known = [int(item) for item in things(ids) or [ids] if str(item).isdigit()]
        found = [wire.member(guild.members[item]) for item in known if item in guild.members]
        return found, [str(item) for item in known if item not in guild.members]
    query = str(data.get("query") or "").lower()
    if not query and limit == 0 and not session.intents & MEMBERS:
        raise Close(4014, "Disallowed intent(s).")
    found = [
        wire.member(item)
        for item in guild.members.values()
        if (item.nick or item.user.display_name).lower().startswith(query) or item.user.name.startswith(query)
    ]
    return found[:limit] if limit else found, []
