"""What somebody does at the page: talk, use commands, press buttons, fill in forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from playground.call import Call
from playground.errors import Json
from playground.jsonvalue import an_object, things
from playground.refused import Refused
from playground.web.asked import Asked
from playground.web.feed import Feed

Deed = Callable[[Asked], Awaitable[Any]]


class Acting:
    """One method for each deed; what it returns is the answer."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.deeds: dict[str, Deed] = {
            "say": self.say,
            "edit": self.edit,
            "delete": self.delete,
            "react": self.react,
            "type": self.type,
            "thread": self.thread,
            "slash": self.slash,
            "autocomplete": self.autocomplete,
            "click": self.click,
            "select": self.select,
            "submit": self.submit,
            "menu": self.menu,
            "direct": self.direct,
        }

    async def say(self, asked: Asked) -> Json:
        """Write a message, with files when the request is a form."""
        reply = asked.message("reply_to") if asked.body.get("reply_to") else None
        text = str(asked.body.get("content") or "")
        return self.feed.shape(await asked.person.say(asked.channel(), text, reply, asked.files))

    async def edit(self, asked: Asked) -> Json:
        await asked.person.edit(asked.message(), str(asked.body.get("content") or ""))
        return {}

    async def delete(self, asked: Asked) -> Json:
        await asked.person.delete(asked.message())
        return {}

    async def react(self, asked: Asked) -> Json:
        """Add a reaction, or take it back with "remove"."""
        message, emoji = asked.message(), str(asked.body["emoji"])
        await (asked.person.unreact if asked.body.get("remove") else asked.person.react)(message, emoji)
        return {}

    async def type(self, asked: Asked) -> Json:
        """Let the others see that somebody is typing."""
        await asked.person.type(asked.channel())
        return {}

    async def thread(self, asked: Asked) -> Json:
        """Open a thread, on a message or on its own."""
        on = asked.message() if asked.body.get("message") else None
        place = await asked.person.start_thread(asked.channel(), str(asked.body.get("name") or ""), on)
        return {"channel": str(place.id)}

    async def direct(self, asked: Asked) -> Json:
        """Open the direct conversation with the bot."""
        return {"channel": str(asked.world.direct(asked.person.user).id)}

    async def slash(self, asked: Asked) -> Json:
        """Use a slash command; "files" says which of the form's files belongs to which option."""
        options = an_object(asked.body.get("options"))
        for name, place in an_object(asked.body.get("files")).items():
            options[name] = asked.files[int(place)]
        return _call(asked.person.start_slash(asked.channel(), str(asked.body["command"]), options))

    async def autocomplete(self, asked: Asked) -> Json:
        body = asked.body
        typed = str(body.get("value") or "")
        command, option = str(body["command"]), str(body["option"])
        choices = await asked.person.autocomplete(
            asked.channel(), command, option, typed, an_object(body.get("filled"))
        )
        return {"choices": choices}

    async def click(self, asked: Asked) -> Json:
        return _call(asked.person.start_click(asked.message(), str(asked.body["custom_id"])))

    async def select(self, asked: Asked) -> Json:
        values = things(asked.body.get("values"))
        return _call(asked.person.start_select(asked.message(), str(asked.body["custom_id"]), values))

    async def menu(self, asked: Asked) -> Json:
        """Use an entry of the menu on a message or a person."""
        on_message = asked.body.get("kind") == "message"
        on = asked.message("target") if on_message else asked.user("target")
        return _call(asked.person.start_context_menu(asked.channel(), str(asked.body["name"]), on))

    async def submit(self, asked: Asked) -> Json:
        """Send the form that a call showed; "files" says which of the request's files belong to which field."""
        shown = asked.world.interactions.get(int(asked.body.get("call") or 0))
        if shown is None or shown.user is not asked.person.user:
            raise Refused.of("formGone")
        values = an_object(asked.body.get("values"))
        for name, places in an_object(asked.body.get("files")).items():
            values[name] = [asked.files[int(place)] for place in things(places)]
        return _call(asked.person.start_submit(Call(asked.world, shown), values))


def _call(call: Call) -> Json:
    return {"call": str(call.id)}
