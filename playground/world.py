"""The state of the loopback Discord and the changes that are events of their own."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from playground import permissions, wire
from playground.clock import Clock, SystemClock
from playground.errors import Json, unknown_message
from playground.evening.state import EveningState
from playground.events import Event, Hub
from playground.model import (
    DIRECT,
    TEXT,
    Application,
    Channel,
    Guild,
    Member,
    Message,
    Overwrite,
    Role,
    User,
    Webhook,
)

if TYPE_CHECKING:
    from playground.interactions import Interaction

# The shape of a Discord token: the bot's id in base64, a time stamp, a signature.
TOKEN = "cGxheWdyb3VuZA.Gskald.playground-token-not-a-secret-000000"  # noqa: S105
DISCORD_EPOCH = 1_420_070_400_000
ALL_INTENTS = (1 << 26) - 1
NONCE_SECONDS = 300.0


class World:
    """Everything that exists, each kind indexed by its id."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or SystemClock()
        self.hub = Hub()
        self.base_url = ""
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.webhooks: dict[int, Webhook] = {}
        self.files: dict[int, bytes] = {}
        self.directs: dict[int, Channel] = {}
        self.interactions: dict[int, Interaction] = {}
        self.tokens: dict[str, Interaction] = {}
        self.nonces: dict[tuple[int, str], tuple[float, int]] = {}
        # The host's key at the page, and those of the other seats by the ids of their people.
        self.host_key = secrets.token_urlsafe(24)
        self.seat_keys: dict[int, str] = {}
        self.evening = EveningState()
        self._last_id = 0
        bot = User(self.snowflake(), "skald", "Skald", bot=True)
        self.users[bot.id] = bot
        self.application = Application(bot.id, "Skald", bot, TOKEN, ALL_INTENTS)

    @classmethod
    def default(cls, clock: Clock | None = None) -> World:
        """Make a world with The Tavern, its three channels and its three people."""
        world = cls(clock)
        ada = world.add_user("ada", "Ada", "#eb459e")
        guild = world.add_guild("The Tavern", ada)
        for name, display, color in (("kira", "Kira", "#57f287"), ("bruno", "Bruno", "#fee75c")):
            world.join(guild, world.add_user(name, display, color))
        # No topics: who opens the page reads its own welcome there, in their language.
        for name in ("general", "campaign", "dice"):
            world.add_channel(guild, name)
        return world

    def carry_keys(self, new: World) -> None:
        """Let the windows of this world go on in a new one: the host, and whoever is called the same there."""
        new.host_key = self.host_key
        names = {user.name: user.id for user in new.users.values()}
        for number, key in self.seat_keys.items():
            name = self.users[number].name
            if name in names:
                new.seat_keys[names[name]] = key

    def snowflake(self) -> int:
        """Return a new id: time, then a counter; always greater than the one before."""
        now = (int(self.clock.time() * 1000) - DISCORD_EPOCH) << 22
        self._last_id = max(now, self._last_id + 1)
        return self._last_id

    def never_before(self, used: int) -> None:
        """Make sure that new ids are greater than one already used."""
        self._last_id = max(self._last_id, used)

    def add_user(self, name: str, display_name: str | None = None, color: str = "#5865f2") -> User:
        """Create a person who is in no guild yet."""
        user = User(self.snowflake(), name, display_name or name.title(), color=color)
        self.users[user.id] = user
        return user

    def user(self, name: str) -> User:
        """Find a person by name. Raises LookupError."""
        for user in self.users.values():
            if user.name == name and not user.webhook:
                return user
        raise LookupError(f"Nobody here is called {name!r}.")

    def add_guild(self, name: str, owner: User, locale: str = "en-US") -> Guild:
        """Create a guild with its owner and the bot in it."""
        guild = self.found_guild(name, owner, locale)
        self.invite_bot(guild)
        return guild

    def found_guild(self, name: str, owner: User, locale: str = "en-US") -> Guild:
        """Create a guild with its owner alone."""
        guild = Guild(self.snowflake(), name, owner.id, locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", permissions.EVERYONE_DEFAULT)
        guild.members[owner.id] = Member(owner, self.clock.time())
        self.guilds[guild.id] = guild
        return guild

    def invite_bot(self, guild: Guild, granted: int | None = None) -> None:
        """Let the bot into a guild, with a role of its own; it learns of everything there at once."""
        bot = self.application.bot
        allowed = permissions.BOT_DEFAULT if granted is None else granted
        role = Role(self.snowflake(), bot.display_name, allowed, 1, bot_id=bot.id)
        guild.roles[role.id] = role
        guild.members[bot.id] = Member(bot, self.clock.time(), [role.id])
        data = wire.guild_create(self, guild, everyone=True)
        # By this clients tell a guild they join from one that was away.
        del data["unavailable"]
        self.hub.publish(Event("GUILD_CREATE", data, guild.id))

    def remove_bot(self, guild: Guild) -> None:
        """Throw the bot out of a guild, its role with it."""
        bot = self.application.bot
        self.hub.publish(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id))
        for role_id in guild.members.pop(bot.id).roles:
            del guild.roles[role_id]

    def join(self, guild: Guild, user: User) -> Member:
        """Let a person into a guild."""
        member = Member(user, self.clock.time())
        guild.members[user.id] = member
        data = {**wire.member(member), "guild_id": str(guild.id)}
        self.hub.publish(Event("GUILD_MEMBER_ADD", data, guild.id))
        return member

    def add_role(self, guild: Guild, name: str, allowed: int = 0) -> Role:
        role = Role(self.snowflake(), name, allowed, position=len(guild.roles))
        guild.roles[role.id] = role
        self.hub.publish(Event("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": wire.role(role)}, guild.id))
        return role

    def add_channel(
        self,
        guild: Guild,
        name: str,
        topic: str | None = None,
        kind: int = TEXT,
        parent: Channel | None = None,
        overwrites: dict[int, Overwrite] | None = None,
    ) -> Channel:
        """Create a channel at the end of the list."""
        place = Channel(self, self.snowflake(), name, kind, guild, topic, len(guild.channels), parent=parent)
        place.overwrites = overwrites or {}
        guild.channels[place.id] = place
        self.channels[place.id] = place
        self.announce("CHANNEL_CREATE", place)
        return place

    def announce(self, name: str, place: Channel) -> None:
        """Publish a channel's event."""
        self.hub.publish(Event(name, wire.channel(place), place.guild_id, place))

    def delete_channel(self, place: Channel) -> None:
        """Remove a channel or thread with its messages, webhooks and threads."""
        guild = place.guild
        if place.id not in self.channels:
            return
        if guild is not None:
            for thread in [item for item in guild.threads.values() if item.parent is place]:
                self.delete_channel(thread)
        # Who may see it is worked out while it is still there.
        if place.thread is not None and place.parent is not None:
            data: Json = {"id": str(place.id), "type": place.kind, "parent_id": str(place.parent.id)}
            data["guild_id"] = str(place.guild_id)
            self.hub.publish(Event("THREAD_DELETE", data, place.guild_id, place))
        else:
            self.announce("CHANNEL_DELETE", place)
        del self.channels[place.id]
        if guild is not None:
            guild.channels.pop(place.id, None)
            guild.threads.pop(place.id, None)
        for message in [*place.log.values()]:
            message.deleted = True
            self.messages.pop(message.id, None)
        for webhook in [item for item in self.webhooks.values() if item.channel is place]:
            del self.webhooks[webhook.id]
        self.hub.touch()

    def direct(self, user: User) -> Channel:
        """Return the direct conversation between a person and the bot, made at first need."""
        place = self.directs.get(user.id)
        if place is None:
            place = Channel(self, self.snowflake(), user.name, DIRECT)
            place.recipients = [user.id, self.application.bot.id]
            self.directs[user.id] = place
            self.channels[place.id] = place
            self.announce("CHANNEL_CREATE", place)
        return place

    def overwrite(self, place: Channel, target_id: int, kind: int, allow: int, deny: int) -> None:
        """Set what a channel allows and denies a role (kind 0) or member (kind 1)."""
        place.overwrites[target_id] = Overwrite(target_id, kind, allow, deny)
        self.announce("CHANNEL_UPDATE", place)

    def add_webhook(self, place: Channel, name: str, creator: User) -> Webhook:
        """Create a webhook of a channel."""
        webhook = Webhook(self.snowflake(), place, name, secrets.token_urlsafe(51), creator)
        self.webhooks[webhook.id] = webhook
        self.webhooks_changed(place)
        return webhook

    def webhooks_changed(self, place: Channel) -> None:
        data: Json = {"guild_id": str(place.guild_id), "channel_id": str(place.id)}
        self.hub.publish(Event("WEBHOOKS_UPDATE", data, place.guild_id, place))

    def same_nonce(self, author_id: int, nonce: str) -> Message | None:
        """Return the message an author already sent with this nonce in the last minutes.

        Raises `DiscordError` when that message was deleted since.
        """
        found = self.nonces.get((author_id, nonce))
        if found is None or self.clock.time() - found[0] > NONCE_SECONDS:
            return None
        if found[1] not in self.messages:
            raise unknown_message()
        return self.messages[found[1]]

    def remember_nonce(self, message: Message) -> None:
        if message.nonce is None:
            return
        if len(self.nonces) > 10_000:
            floor = self.clock.time() - NONCE_SECONDS
            self.nonces = {key: value for key, value in self.nonces.items() if value[0] > floor}
        self.nonces[message.author.id, str(message.nonce)] = (message.created_at, message.id)
