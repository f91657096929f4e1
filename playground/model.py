"""What exists in the loopback Discord: plain records with integer ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground import permissions
from playground.errors import Json
from playground.jsonvalue import an_object, objects

if TYPE_CHECKING:
    from playground.world import World

TEXT, DIRECT, CATEGORY = 0, 1, 4
PUBLIC_THREAD, PRIVATE_THREAD = 11, 12

EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_EMBEDS = 1 << 2
HAS_THREAD = 1 << 5
COMPONENTS_V2 = 1 << 15


@dataclass(slots=True, eq=False)
class User:
    """A person, a bot, or the face of a webhook."""

    id: int
    name: str
    display_name: str
    bot: bool = False
    color: str = "#5865f2"
    avatar: str | None = None
    webhook: bool = False


@dataclass(slots=True, eq=False)
class Role:
    id: int
    name: str
    permissions: int
    position: int = 0
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    bot_id: int | None = None


@dataclass(slots=True, eq=False)
class Member:
    user: User
    joined_at: float
    roles: list[int] = field(default_factory=list[int])
    nick: str | None = None


@dataclass(slots=True)
class Overwrite:
    """What a channel allows and denies a role (kind 0) or a member (kind 1)."""

    id: int
    kind: int
    allow: int = 0
    deny: int = 0


@dataclass(slots=True)
class ThreadState:
    owner_id: int
    created_at: float
    archived_at: float
    archived: bool = False
    locked: bool = False
    auto_archive: int = 4320
    members: dict[int, float] = field(default_factory=dict[int, float])
    total: int = 0


@dataclass(slots=True, eq=False)
class Attachment:
    """A file of a message; its bytes are in the world's `files`."""

    id: int
    channel_id: int
    filename: str
    size: int
    content_type: str | None = None
    description: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(slots=True, eq=False)
class Reaction:
    name: str
    emoji_id: int | None = None
    users: list[int] = field(default_factory=list[int])


@dataclass(slots=True, eq=False)
class Message:
    """A message; `seen_by` names the only person who sees an ephemeral one."""

    id: int
    channel: Channel
    author: User
    created_at: float
    content: str = ""
    kind: int = 0
    flags: int = 0
    edited_at: float | None = None
    embeds: list[Json] = field(default_factory=list[Json])
    components: list[Json] = field(default_factory=list[Json])
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    mentions: list[int] = field(default_factory=list[int])
    mention_roles: list[int] = field(default_factory=list[int])
    mention_everyone: bool = False
    reactions: dict[str, Reaction] = field(default_factory=dict[str, Reaction])
    pinned_at: float | None = None
    nonce: str | int | None = None
    webhook_id: int | None = None
    application_id: int | None = None
    reference_id: int | None = None
    reference_channel_id: int | None = None
    interaction: Json | None = None
    interaction_metadata: Json | None = None
    seen_by: int | None = None
    thread_id: int | None = None
    poll: Json | None = None
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        return self.seen_by is not None

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """All a reader sees: content, embeds and text components, line by line."""
        parts = [self.content]
        for embed in self.embeds:
            parts += [embed.get("title") or "", embed.get("description") or ""]
            parts += [f"{item['name']}: {item['value']}" for item in objects(embed.get("fields"))]
            parts.append(an_object(embed.get("footer")).get("text") or "")
        parts += [component["content"] for component in walk(self.components) if component["type"] == 10]
        return "\n".join(part for part in parts if part)


@dataclass(slots=True, eq=False)
class Channel:
    """A guild channel, a thread (`thread` set) or a direct conversation (`guild` None)."""

    world: World = field(repr=False)
    id: int
    name: str
    kind: int = TEXT
    guild: Guild | None = field(default=None, repr=False)
    topic: str | None = None
    position: int = 0
    nsfw: bool = False
    slowmode: int = 0
    parent: Channel | None = field(default=None, repr=False)
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    recipients: list[int] = field(default_factory=list[int])
    thread: ThreadState | None = None
    last_message_id: int | None = None
    log: dict[int, Message] = field(default_factory=dict[int, Message], repr=False)

    @property
    def messages(self) -> list[Message]:
        """Every message all may see, oldest first."""
        return list(self.log.values())

    @property
    def guild_id(self) -> int | None:
        return self.guild.id if self.guild is not None else None

    def permissions(self, user_id: int) -> int:
        return permissions.channel_permissions(self, user_id)

    async def vanish(self) -> None:
        """Delete the channel, as an admin does."""
        self.world.delete_channel(self)


@dataclass(slots=True, eq=False)
class Guild:
    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict[int, Role])
    members: dict[int, Member] = field(default_factory=dict[int, Member])
    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    threads: dict[int, Channel] = field(default_factory=dict[int, Channel])

    def places(self) -> Iterator[Channel]:
        """Iterate over channels and threads."""
        yield from self.channels.values()
        yield from self.threads.values()


@dataclass(slots=True, eq=False)
class Webhook:
    id: int
    channel: Channel
    name: str
    token: str
    creator: User
    avatar: str | None = None


@dataclass(slots=True, eq=False)
class Application:
    """The bot's application; `intents` are those granted to it in Discord's portal."""

    id: int
    name: str
    bot: User
    token: str
    intents: int
    commands: dict[int, Json] = field(default_factory=dict[int, Json])
    guild_commands: dict[int, dict[int, Json]] = field(default_factory=dict[int, dict[int, Json]])


def walk(components: list[Json]) -> Iterator[Json]:
    """Iterate over components and all those inside them."""
    for component in components:
        yield component
        inside: list[Json] = list(component.get("components") or [])
        for key in ("accessory", "component"):
            inside += [component[key]] if component.get(key) else []
        yield from walk(inside)
