"""What is said to a language model: messages, tools, and the scene as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.domain.memory import Memory
from bot.domain.state import GameState

Role = Literal["user", "assistant", "tool"]


@dataclass(frozen=True, slots=True)
class Sealed:
    """The whole reply a call stood in, in its vendor's own shape: some models want it back exactly as it was.

    `model` names whose it is as `provider/id`; any other model leaves it aside and reads the message instead.
    """

    model: str
    blocks: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool the model asked for; `arguments` is the JSON text as the model wrote it, unchecked."""

    id: str
    name: str
    arguments: str
    sealed: Sealed | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt; a tool's result names the call it answers."""

    role: Role
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool offered to the model; `parameters` is a JSON Schema of type object.

    `example` is a right set of arguments, for models that are told of tools in prose.
    """

    name: str
    description: str
    parameters: Mapping[str, Any]
    example: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Deed:
    """What one player wrote, under the name the table knows them by."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What was asked of the rules for a turn that is decided already, with their answers, and what could be asked."""

    exchange: tuple[Message, ...]
    tools: tuple[Tool, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The scene as data, for models that compose from it instead of reading prose; no state outside of a game.

    `withdrawn` is a telling of this turn that somebody at the table wants none of. Where only the words of a turn are
    missing, and nobody may learn whose they are, `decided` says what it came to.
    """

    language: str
    campaign: str
    themes: tuple[str, ...]
    turn: int
    party: tuple[str, ...]
    deeds: tuple[Deed, ...]
    state: GameState | None = None
    memory: Memory = Memory()
    withdrawn: str = ""
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """Everything one call to a model is given, what changes least first.

    `system` changes only with what the table agreed on and with a new chapter; messages only grow. The first `settled`
    messages are the story so far, which the next turn's prompt repeats unchanged. Without `tools_allowed` the tools are
    still shown, for the sake of the vendors' prompt caches, but must not be called. Any text of `stop` ends the reply,
    and is not part of it. `story_room` is how many characters there were for the story.
    """

    system: str
    messages: tuple[Message, ...]
    brief: Brief
    tools: tuple[Tool, ...] = ()
    max_tokens: int = 1000
    settled: int = 0
    tools_allowed: bool = True
    stop: tuple[str, ...] = ()
    story_room: int = 0
