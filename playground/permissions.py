"""Permission bits and how roles and overwrites combine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.model import Channel, Guild

BITS: dict[str, int] = {
    "create_instant_invite": 1 << 0,
    "kick_members": 1 << 1,
    "ban_members": 1 << 2,
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "send_tts_messages": 1 << 12,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_external_emojis": 1 << 18,
    "change_nickname": 1 << 26,
    "manage_nicknames": 1 << 27,
    "manage_roles": 1 << 28,
    "manage_webhooks": 1 << 29,
    "use_application_commands": 1 << 31,
    "manage_events": 1 << 33,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "send_messages_in_threads": 1 << 38,
    "moderate_members": 1 << 40,
    "send_polls": 1 << 49,
    "use_external_apps": 1 << 50,
    "pin_messages": 1 << 51,
}
ALL = (1 << 53) - 1
ADMINISTRATOR = BITS["administrator"]
VIEW_CHANNEL = BITS["view_channel"]
SEND_MESSAGES = BITS["send_messages"]

_EVERYONE = (
    "create_instant_invite add_reactions view_channel send_messages embed_links attach_files "
    "read_message_history use_external_emojis change_nickname use_application_commands "
    "create_public_threads create_private_threads send_messages_in_threads send_polls use_external_apps"
)
_SKALD = (
    "view_channel send_messages send_messages_in_threads embed_links attach_files read_message_history "
    "add_reactions use_external_emojis create_public_threads manage_threads manage_messages manage_webhooks "
    "pin_messages use_application_commands"
)
_DIRECT = (
    "view_channel send_messages embed_links attach_files read_message_history add_reactions "
    "use_external_emojis use_application_commands pin_messages send_polls mention_everyone"
)


def bits(names: str) -> int:
    """Combine permissions named with spaces between them."""
    value = 0
    for name in names.split():
        value |= BITS[name]
    return value


EVERYONE_DEFAULT = bits(_EVERYONE)
BOT_DEFAULT = bits(_SKALD)
DIRECT_MESSAGE = bits(_DIRECT)


def guild_permissions(guild: Guild, user_id: int) -> int:
    """Return what a member may do in the guild, before a channel's overwrites."""
    if user_id == guild.owner_id:
        return ALL
    member = guild.members.get(user_id)
    if member is None:
        return 0
    value = guild.roles[guild.id].permissions
    for role_id in member.roles:
        value |= guild.roles[role_id].permissions
    return ALL if value & ADMINISTRATOR else value


def channel_permissions(channel: Channel, user_id: int) -> int:
    """Return what a user may do in a channel or thread."""
    guild = channel.guild
    if guild is None:
        return DIRECT_MESSAGE if user_id in channel.recipients else 0
    value = guild_permissions(guild, user_id)
    if value == ALL or user_id not in guild.members:
        return value
    place = channel.parent if channel.thread is not None else channel
    if place is not None and place.overwrites:
        value = _overwritten(value, place, guild, user_id)
    if not value & VIEW_CHANNEL:
        return 0
    if channel.thread is not None:
        # In a thread, "send messages in threads" stands where "send messages" does elsewhere.
        value = value | SEND_MESSAGES if value & BITS["send_messages_in_threads"] else value & ~SEND_MESSAGES
    if not value & SEND_MESSAGES:
        value &= ~bits("mention_everyone send_tts_messages attach_files embed_links")
    return value


def _overwritten(value: int, place: Channel, guild: Guild, user_id: int) -> int:
    everyone = place.overwrites.get(guild.id)
    if everyone is not None:
        value = (value & ~everyone.deny) | everyone.allow
    allow = deny = 0
    for role_id in guild.members[user_id].roles:
        role = place.overwrites.get(role_id)
        if role is not None:
            allow |= role.allow
            deny |= role.deny
    value = (value & ~deny) | allow
    own = place.overwrites.get(user_id)
    if own is not None:
        value = (value & ~own.deny) | own.allow
    return value
