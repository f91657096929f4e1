"""The JSON shapes of Discord's API v10."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from playground.clock import iso
from playground.errors import Json
from playground.file_address import address
from playground.model import Attachment, Channel, Guild, Member, Message, Role, User, Webhook

if TYPE_CHECKING:
    from playground.world import World


def user(person: User) -> Json:
    data: Json = {
        "id": str(person.id),
        "username": person.name,
        "discriminator": "0000" if person.webhook else "0",
        "global_name": None if person.bot else person.display_name,
        "avatar": person.avatar,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    if person.bot:
        data["bot"] = True
    return data


def own_user(person: User) -> Json:
    return {**user(person), "mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}


def bare_member(member: Member) -> Json:
    return {
        "roles": [str(role) for role in member.roles],
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "joined_at": iso(member.joined_at),
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


def member(person: Member) -> Json:
    return {**bare_member(person), "user": user(person.user)}


def role(item: Role) -> Json:
    data: Json = {
        "id": str(item.id),
        "name": item.name,
        "color": item.color,
        "colors": {"primary_color": item.color, "secondary_color": None, "tertiary_color": None},
        "hoist": item.hoist,
        "icon": None,
        "unicode_emoji": None,
        "position": item.position,
        "permissions": str(item.permissions),
        "managed": item.bot_id is not None,
        "mentionable": item.mentionable,
        "flags": 0,
    }
    if item.bot_id is not None:
        data["tags"] = {"bot_id": str(item.bot_id)}
    return data


def channel(place: Channel) -> Json:
    """Shape a guild channel, a thread or a direct conversation."""
    last = None if place.last_message_id is None else str(place.last_message_id)
    data: Json = {"id": str(place.id), "type": place.kind, "flags": 0, "last_message_id": last}
    guild = place.guild
    if guild is None:
        users = place.world.users
        bot_id = place.world.application.bot.id
        data["recipients"] = [user(users[item]) for item in place.recipients if item != bot_id]
        return data
    data |= {"guild_id": str(guild.id), "name": place.name, "rate_limit_per_user": place.slowmode}
    data["parent_id"] = None if place.parent is None else str(place.parent.id)
    state = place.thread
    if state is not None:
        count = len(place.log)
        return data | {
            "owner_id": str(state.owner_id),
            "message_count": count,
            "total_message_sent": state.total,
            "member_count": min(len(state.members), 50),
            "thread_metadata": {
                "archived": state.archived,
                "auto_archive_duration": state.auto_archive,
                "archive_timestamp": iso(state.archived_at),
                "locked": state.locked,
                "create_timestamp": iso(state.created_at),
            },
        }
    return data | {
        "topic": place.topic,
        "position": place.position,
        "nsfw": place.nsfw,
        "permission_overwrites": [
            {"id": str(item.id), "type": item.kind, "allow": str(item.allow), "deny": str(item.deny)}
            for item in place.overwrites.values()
        ],
    }


def thread_member(place: Channel, user_id: int) -> Json:
    joined = place.thread.members[user_id] if place.thread is not None else 0.0
    return {"id": str(place.id), "user_id": str(user_id), "join_timestamp": iso(joined), "flags": 0}


def guild(item: Guild) -> Json:
    nothing = (
        "icon description home_header splash discovery_splash banner application_id afk_channel_id "
        "system_channel_id widget_channel_id max_presences vanity_url_code rules_channel_id "
        "safety_alerts_channel_id public_updates_channel_id incidents_data"
    )
    zero = (
        "system_channel_flags verification_level default_message_notifications mfa_level "
        "explicit_content_filter max_stage_video_channel_users premium_tier premium_subscription_count nsfw_level"
    )
    data: Json = dict.fromkeys(nothing.split())
    data |= dict.fromkeys(zero.split(), 0)
    return data | {
        "id": str(item.id),
        "name": item.name,
        "owner_id": str(item.owner_id),
        "roles": [role(each) for each in item.roles.values()],
        "region": "deprecated",
        "preferred_locale": item.locale,
        "features": [],
        "emojis": [],
        "stickers": [],
        "afk_timeout": 300,
        "max_members": 500000,
        "max_video_channel_users": 25,
        "widget_enabled": False,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
    }


def guild_create(world: World, item: Guild, everyone: bool) -> Json:
    """Shape GUILD_CREATE; without the presence intent it carries the bot's own member alone."""
    bot_id = world.application.bot.id
    members = list(item.members.values()) if everyone else [item.members[bot_id]]
    return guild(item) | {
        "joined_at": iso(item.members[bot_id].joined_at),
        "large": False,
        "unavailable": False,
        "member_count": len(item.members),
        "members": [member(each) for each in members],
        "channels": [channel(each) for each in item.channels.values()],
        "threads": [
            channel(each) for each in item.threads.values() if each.thread is not None and not each.thread.archived
        ],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def attachment(world: World, item: Attachment) -> Json:
    url = address(world, item)
    data: Json = {
        "id": str(item.id),
        "filename": item.filename,
        "size": item.size,
        "url": url,
        "proxy_url": url,
    }
    for key in ("content_type", "description", "width", "height"):
        value = getattr(item, key)
        if value is not None:
            data[key] = value
    return data


def webhook(item: Webhook) -> Json:
    return {
        "id": str(item.id),
        "type": 1,
        "name": item.name,
        "avatar": item.avatar,
        "token": item.token,
        "channel_id": str(item.channel.id),
        "guild_id": None if item.channel.guild is None else str(item.channel.guild.id),
        "application_id": str(item.channel.world.application.id),
        "user": user(item.creator),
        "url": f"{item.channel.world.base_url}/api/webhooks/{item.id}/{item.token}",
    }


def message(item: Message, nested: bool = True) -> Json:
    """Shape a message as REST answers it; `nested` adds the message it replies to."""
    world = item.channel.world
    data: Json = {
        "id": str(item.id),
        "channel_id": str(item.channel.id),
        "type": item.kind,
        "content": item.content,
        "author": user(item.author),
        "timestamp": iso(item.created_at),
        "edited_timestamp": None if item.edited_at is None else iso(item.edited_at),
        "tts": False,
        "mention_everyone": item.mention_everyone,
        "mentions": [user(world.users[each]) for each in item.mentions],
        "mention_roles": [str(each) for each in item.mention_roles],
        "attachments": [attachment(world, each) for each in item.attachments],
        "embeds": item.embeds,
        "components": item.components,
        "pinned": item.pinned_at is not None,
        "flags": item.flags,
    }
    if item.reactions:
        data["reactions"] = _reactions(item, world.application.bot.id)
    for key in ("nonce", "interaction", "interaction_metadata", "poll"):
        value = getattr(item, key)
        if value is not None:
            data[key] = value
    for key in ("webhook_id", "application_id"):
        value = getattr(item, key)
        if value is not None:
            data[key] = str(value)
    if item.thread_id is not None and item.thread_id in world.channels:
        data["thread"] = channel(world.channels[item.thread_id])
    if item.channel.thread is not None:
        data["position"] = 0
    if item.reference_channel_id is not None:
        _refer(item, data, nested)
    return data


def _refer(item: Message, data: Json, nested: bool) -> None:
    world = item.channel.world
    reference: Json = {"type": 0, "channel_id": str(item.reference_channel_id)}
    if item.reference_id is not None:
        reference["message_id"] = str(item.reference_id)
    if item.channel.guild is not None:
        reference["guild_id"] = str(item.channel.guild.id)
    data["message_reference"] = reference
    if nested and item.kind in (19, 20, 23) and item.reference_id is not None:
        original = world.messages.get(item.reference_id)
        data["referenced_message"] = None if original is None else message(original, nested=False)


def _reactions(item: Message, bot_id: int) -> list[Json]:
    return [
        {
            "emoji": {"id": None if each.emoji_id is None else str(each.emoji_id), "name": each.name},
            "count": len(each.users),
            "count_details": {"burst": 0, "normal": len(each.users)},
            "burst_colors": [],
            "me_burst": False,
            "me": bot_id in each.users,
        }
        for each in item.reactions.values()
    ]


def gateway_message(item: Message, data: Json) -> Json:
    """Add what the gateway says beyond REST: the guild and the members."""
    guild_of = item.channel.guild
    if guild_of is None:
        return data
    data = {**data, "guild_id": str(guild_of.id)}
    author = guild_of.members.get(item.author.id)
    if author is not None and item.webhook_id is None:
        data["member"] = bare_member(author)
    if item.mentions:
        mentions: list[Json] = []
        for shaped, user_id in zip(data["mentions"], item.mentions, strict=True):
            who = guild_of.members.get(user_id)
            mentions.append(shaped if who is None else {**shaped, "member": bare_member(who)})
        data["mentions"] = mentions
    return data


def content_type(filename: str) -> str | None:
    """Guess a file's type from its name, as Discord does."""
    kind = mimetypes.guess_type(filename)[0]
    return f"{kind}; charset=utf-8" if kind is not None and kind.startswith("text/") else kind
