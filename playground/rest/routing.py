"""A small route table: literal segments before parameters, a handler per method."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.rest.call import Answer, RestCall

Handler = Callable[["RestCall"], "Answer | Awaitable[Answer]"]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path template, with what serves it.

    `public` routes carry their token in the path and take no bot token.
    """

    method: str
    template: str
    handler: Handler
    public: bool = False

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"


@dataclass(slots=True)
class _Node:
    literal: dict[str, _Node] = field(default_factory=dict[str, "_Node"])
    parameter: _Node | None = None
    name: str = ""
    routes: dict[str, tuple[Route, tuple[str, ...]]] = field(default_factory=dict[str, "tuple[Route, tuple[str, ...]]"])


class Table:
    """Find the route of a path."""

    def __init__(self) -> None:
        self._root = _Node()
        self.routes: list[Route] = []

    def add(self, spec: str, handler: Handler, public: bool = False) -> None:
        """Add a route such as "GET /channels/{channel_id}"."""
        method, template = spec.split(" ", 1)
        route = Route(method, template, handler, public)
        node = self._root
        names: list[str] = []
        for segment in template.strip("/").split("/"):
            if segment.startswith("{"):
                names.append(segment[1:-1])
                if node.parameter is None:
                    node.parameter = _Node()
                node = node.parameter
            else:
                node = node.literal.setdefault(segment, _Node())
        node.routes[method] = (route, tuple(names))
        self.routes.append(route)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """Return the route and its parameters."""
        return self._walk(self._root, path.strip("/").split("/"), 0, method, ())

    def _walk(
        self, node: _Node, segments: list[str], index: int, method: str, values: tuple[str, ...]
    ) -> tuple[Route, dict[str, str]] | None:
        if index == len(segments):
            found = node.routes.get(method)
            if found is None:
                return None
            route, names = found
            return route, dict(zip(names, values, strict=True))
        segment = segments[index]
        child = node.literal.get(segment)
        if child is not None:
            result = self._walk(child, segments, index + 1, method, values)
            if result is not None:
                return result
        if node.parameter is None:
            return None
        return self._walk(node.parameter, segments, index + 1, method, (*values, segment))
