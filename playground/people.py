"""What a person in the client can do: talk, use commands, press buttons, fill in forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from playground import commands, wire
from playground.call import Call, Unanswered
from playground.components import BUTTON, SELECTS, STRING_SELECT
from playground.content import MAX_FILE_BYTES, MAX_FILES
from playground.errors import Json
from playground.filling import fill_in
from playground.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Interaction, begin, make
from playground.invoke import Resolved, command_data, find
from playground.jsonvalue import objects
from playground.messages import (
    MAX_REACTIONS,
    Draft,
    Upload,
    attach,
    edited,
    post,
    react,
    remove,
    resolve_mentions,
    typing,
    unreact,
)
from playground.model import Channel, Message, User, walk
from playground.permissions import BITS
from playground.refused import Refused
from playground.threads import open_thread
from playground.world import World

MAX_TEXT = 2000
MAX_NAME = 100
Files = Iterable[tuple[str, bytes]]


class Person:
    """A human in front of a client; `locale` is the language of that client."""

    def __init__(self, world: World, user: User, locale: str = "en-US") -> None:
        self.world = world
        self.user = user
        self.locale = locale

    def __repr__(self) -> str:
        return f"<Person {self.user.name}>"

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    def may(self, place: Channel, permission: str) -> bool:
        """Tell whether this person has a permission in a channel."""
        return bool(place.permissions(self.user.id) & BITS[permission])

    def _need(self, place: Channel, permission: str, otherwise: str) -> None:
        if place.id not in self.world.channels:
            raise Refused.of("noPlaceAnyMore", place=place.name)
        if not (self.may(place, "view_channel") and self.may(place, permission)):
            raise Refused.of(otherwise, who=self.user.display_name, place=place.name)

    async def say(self, place: Channel, text: str = "", reply_to: Message | None = None, files: Files = ()) -> Message:
        """Write a message. Raises Refused where the client would not send it."""
        self._need(place, "send_messages", "mayNotWrite")
        if reply_to is not None:
            _answerable(place, reply_to, "cannotAnswer")
        uploads = [Upload(name, data) for name, data in files]
        _short_enough(text)
        if not text.strip() and not uploads:
            raise Refused.of("nothingSaid")
        if any(len(item.data) > MAX_FILE_BYTES for item in uploads):
            raise Refused.of("fileTooBig", most=MAX_FILE_BYTES >> 20)
        if len(uploads) > MAX_FILES:
            raise Refused.of("tooManyFilesSent", most=MAX_FILES)
        draft = Draft(text.strip(), attachments=[attach(self.world, place, item) for item in uploads])
        draft.nonce = str(self.world.snowflake())
        if reply_to is None:
            return post(place, self.user, draft)
        return post(place, self.user, draft, kind=19, reference_id=reply_to.id, reference_channel_id=place.id)

    async def whisper(self, text: str) -> Message:
        """Write to the bot in a direct conversation."""
        return await self.say(self.world.direct(self.user), text)

    async def edit(self, message: Message, text: str) -> None:
        """Change a message of one's own."""
        if message.author is not self.user:
            raise Refused.of("notTheirsToEdit")
        if not text.strip() and not message.attachments:
            raise Refused.of("nothingLeft")
        _short_enough(text)
        message.content = text.strip()
        resolve_mentions(message, None)
        edited(message)

    async def delete(self, message: Message) -> None:
        """Delete a message of one's own, or any with the permission; an ephemeral one is dismissed."""
        own = message.author is self.user or message.seen_by == self.user.id
        if not own and not self.may(message.channel, "manage_messages"):
            raise Refused.of("mayNotDelete", who=self.user.display_name)
        remove(message)

    async def react(self, message: Message, emoji: str) -> None:
        self._need(message.channel, "add_reactions", "mayNotReact")
        _answerable(message.channel, message, "cannotReact")
        if not 1 <= len(emoji.strip()) <= MAX_NAME:
            raise Refused.of("notOneEmoji")
        if emoji not in message.reactions and len(message.reactions) >= MAX_REACTIONS:
            raise Refused.of("tooManyReactions", most=MAX_REACTIONS)
        react(message, self.user, emoji)

    async def unreact(self, message: Message, emoji: str) -> None:
        unreact(message, self.user, emoji)

    async def type(self, place: Channel) -> None:
        """Let it be seen that one is typing."""
        typing(place, self.user)

    async def start_thread(self, place: Channel, name: str, message: Message | None = None) -> Channel:
        """Open a public thread, on a message or on its own."""
        self._need(place, "create_public_threads", "mayNotOpenThreads")
        if message is not None:
            _answerable(place, message, "cannotThread")
        if message is not None and message.thread_id is not None:
            raise Refused.of("threadThere")
        if not 1 <= len(name.strip()) <= MAX_NAME:
            raise Refused.of("threadName", most=MAX_NAME)
        return open_thread(place, self.user, name, message=message)

    def start_slash(self, place: Channel, command: str, options: Mapping[str, Any]) -> Call:
        """Send a slash command without waiting for anything."""
        return self._begin(COMMAND, place, command_data(self.world, self.user, place, command, options))

    async def slash(self, place: Channel, command: str, /, **options: Any) -> Call:
        """Use a slash command and wait until it is acknowledged.

        Raises Refused where the client would not send it, Unanswered after three seconds.
        """
        return await self.start_slash(place, command, options).answered()

    async def autocomplete(
        self,
        place: Channel,
        command: str,
        option: str,
        typed: str = "",
        filled: Mapping[str, Any] | None = None,
    ) -> list[Json]:
        """Type into an option and return the choices the bot offers."""
        given = {**(filled or {}), option: typed}
        item, path = find(self.world, self.user, place, command)
        leaf = path[-1] if path else item
        about = next((each for each in objects(leaf.get("options")) if each["name"] == option), None)
        if about is None or not about.get("autocomplete"):
            raise Refused.of("noCompletion", option=option, command=command)
        data = command_data(self.world, self.user, place, command, given, focused=option)
        call = await self._begin(AUTOCOMPLETE, place, data).answered()
        return call.interaction.choices or []

    def start_context_menu(self, place: Channel, name: str, target: Message | User | Person) -> Call:
        """Use an entry of the menu on a message or a person without waiting for anything."""
        resolved = Resolved(self.world, place)
        if isinstance(target, Message):
            item, _ = find(self.world, self.user, place, name, commands.MESSAGE)
            resolved.put("messages", target.id, wire.message(target))
        else:
            item, _ = find(self.world, self.user, place, name, commands.USER)
            resolved.user(target.user if isinstance(target, Person) else target)
        data: Json = {"id": item["id"], "name": item["name"], "type": item["type"], "target_id": str(target.id)}
        data["resolved"] = resolved.data
        return self._begin(COMMAND, place, data)

    async def context_menu(self, place: Channel, name: str, target: Message | User | Person) -> Call:
        """Use an entry of the menu on a message or a person and wait until it is acknowledged."""
        return await self.start_context_menu(place, name, target).answered()

    def component(self, message: Message, which: str) -> Json:
        """Find a component by its custom id, its label or its placeholder. Raises Refused."""
        if message.deleted or (message.seen_by not in (None, self.user.id)):
            raise Refused.of("messageGone")
        usable = [item for item in walk(message.components) if item["type"] in (BUTTON, *SELECTS)]
        for key in ("custom_id", "label", "placeholder"):
            for item in usable:
                if item.get(key) == which:
                    if item.get("disabled"):
                        raise Refused.of("usedUp", name=which)
                    return item
        names = ", ".join(str(item.get("label") or item.get("custom_id")) for item in usable) or "nothing"
        raise Refused.of("noComponent", name=which, known=names)

    def start_click(self, message: Message, which: str) -> Call:
        """Press a button without waiting for anything."""
        item = self.component(message, which)
        if item["type"] != BUTTON or "custom_id" not in item:
            raise Refused.of("noButton", name=which)
        return self._component(message, {"custom_id": item["custom_id"], "component_type": BUTTON, "id": item["id"]})

    async def click(self, message: Message, which: str) -> Call:
        """Press a button, named by custom id or label, and wait until it is acknowledged."""
        return await self.start_click(message, which).answered()

    def start_select(self, message: Message, which: str, values: Sequence[Any]) -> Call:
        """Choose from a select without waiting for anything."""
        item = self.component(message, which)
        if item["type"] not in SELECTS:
            raise Refused.of("noSelect", name=which)
        if not item["min_values"] <= len(values) <= item["max_values"]:
            raise Refused.of("selectBounds", name=which, least=item["min_values"], most=item["max_values"])
        resolved = Resolved(self.world, message.channel)
        chosen = [self._value(item, value, resolved) for value in values]
        data: Json = {"custom_id": item["custom_id"], "component_type": item["type"], "id": item["id"]}
        data["values"] = chosen
        if resolved.data:
            data["resolved"] = resolved.data
        return self._component(message, data)

    async def select(self, message: Message, which: str, values: Sequence[Any]) -> Call:
        """Choose values, people, roles or channels from a select and wait until it is acknowledged."""
        return await self.start_select(message, which, values).answered()

    def _value(self, item: Json, value: Any, resolved: Resolved) -> str:
        if item["type"] == STRING_SELECT:
            for option in objects(item.get("options")):
                if value in (option["value"], option["label"]):
                    return option["value"]
            offered = ", ".join(option["label"] for option in objects(item.get("options")))
            raise Refused.of("selectNotOffered", value=value, known=offered)
        number = int(getattr(value, "id", value))
        guild = resolved.place.guild
        if item["type"] == 8:
            return resolved.channel(self.world.channels[number], self.user.id)
        if item["type"] in (6, 7) and guild is not None and number in guild.roles:
            return resolved.role(guild, number)
        if number not in self.world.users:
            raise Refused.of("nobodyWithId", number=number)
        return resolved.user(self.world.users[number])

    def _component(self, message: Message, data: Json) -> Call:
        return self._begin(COMPONENT, message.channel, data, message=message)

    def start_submit(self, shown: Call, values: Mapping[str, Any]) -> Call:
        """Send a form without waiting for anything."""
        modal, parent = shown.modal, shown.interaction
        if modal is None:
            raise Refused.of("noFormShown")
        resolved = Resolved(self.world, parent.channel)
        components = fill_in(modal, values, resolved, self.user)
        data: Json = {"custom_id": modal["custom_id"], "components": components}
        if resolved.data:
            data["resolved"] = resolved.data
        return self._begin(MODAL, parent.channel, data, message=parent.message, parent=parent)

    async def submit(self, shown: Call, values: Mapping[str, Any]) -> Call:
        """Fill in the form a call showed, send it, and wait until it is acknowledged."""
        return await self.start_submit(shown, values).answered()

    def _begin(
        self,
        kind: int,
        place: Channel,
        data: Json,
        message: Message | None = None,
        parent: Interaction | None = None,
    ) -> Call:
        if place.id not in self.world.channels:
            raise Refused.of("noPlaceAnyMore", place=place.name)
        interaction = make(self.world, kind, self.user, place, data, self.locale)
        interaction.message, interaction.parent = message, parent
        begin(self.world, interaction)
        return Call(self.world, interaction)


def _short_enough(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise Refused.of("messageTooLong", most=MAX_TEXT, count=len(text))


def _answerable(place: Channel, message: Message, otherwise: str) -> None:
    """Keep what one person sees alone from being shown to the others along with an answer to it."""
    if message.seen_by is not None or message.channel is not place:
        raise Refused.of(otherwise)


__all__ = ["Call", "Person", "Refused", "Unanswered"]
