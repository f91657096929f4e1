"""What a page asks and does about the first evening."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from playground.errors import Json
from playground.evening.guide import Guide
from playground.refused import Refused
from playground.web.asked import Asked

if TYPE_CHECKING:
    from playground.server import Playground
    from playground.web.feed import Feed


class Evening:
    """The guide is for whoever runs the table; the other seats see its companions only."""

    def __init__(self, playground: Playground, feed: Feed) -> None:
        self.guide = Guide(playground, feed)
        self.questions: dict[str, Callable[[Asked], Any]] = {"evening": self.evening}
        self.deeds: dict[str, Callable[[Asked], Awaitable[Any]]] = {
            "evening/begin": self.begin,
            "evening/do": self.do,
            "evening/hide": self.hide,
            "evening/start-over": self.start_over,
        }

    def evening(self, asked: Asked) -> Json:
        """Return how far the evening is, or that it is another's to lead."""
        if not asked.seat.host:
            return {"host": False, "table": str(asked.world.application.id), "trouble": self.guide.told()["trouble"]}
        acting = self.guide.table.acting(asked.person)
        told_as = None if acting.id == asked.person.id else acting.user.display_name
        return {"host": True, "acts_as": told_as, **self.guide.told()}

    async def begin(self, asked: Asked) -> Json:
        """Begin in the language of the page."""
        _host(asked)
        self.guide.begin(asked.person.locale)
        return self.evening(asked)

    async def do(self, asked: Asked) -> Json:
        """Do the sample of a step, let a model tell, or send a companion away ("away") and call them back."""
        _host(asked)
        body = asked.body
        if body.get("companion"):
            self.guide.companions.send(str(body["companion"]), bool(body.get("away")))
            self.guide.changed()
        elif body.get("model"):
            self.guide.choose_model(str(body["model"]))
        else:
            self.guide.do(str(body.get("step") or ""), asked.person)
        return self.evening(asked)

    async def hide(self, asked: Asked) -> Json:
        """Hide the guide or bring it back ("panel"), or let a hint go for good ("hint")."""
        _host(asked)
        state, hint = asked.world.evening, asked.body.get("hint")
        if "panel" in asked.body:
            state.hidden = not asked.body["panel"]
        elif hint in self.guide.hints and hint not in state.dismissed:
            state.dismissed.append(str(hint))
        self.guide.changed()
        return self.evening(asked)

    async def start_over(self, asked: Asked) -> Json:
        """Put the world aside and begin a new one; say where the old one is."""
        _host(asked)
        if self.guide.program is None:
            raise Refused.of("noStartOver")
        return self.guide.program.start_over()


def _host(asked: Asked) -> None:
    if not asked.seat.host:
        raise Refused.of("eveningHost")
