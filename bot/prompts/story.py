"""The story so far as a model reads it, in the room there is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.domain.conversation import Message
from bot.domain.turn import TranscriptMessage
from bot.prompts.room import escaped, fit, weight

MESSAGE_WEIGHT = 64
"""What a message takes in a request beside its text, in characters."""

# A story that has to lose its oldest turns loses this many at once, so that its beginning then stays the same.
_STEP = 10
# More than the tags around what somebody said, and the new line after it.
_TAGS = 40
_MISSING = Message("user", "(earlier)")


def quoted(author: str, text: str) -> str:
    """Put a player's words between tags they cannot close."""
    return f'<player name="{escaped(author)}">{escaped(text)}</player>'


def quoted_within(spoken: Sequence[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    """Cut what was said, by whom, to its fair share of the room each, so that one long text leaves some to the others.

    The share covers the tags around it.
    """
    share = room // max(len(spoken), 1)
    cut: list[tuple[str, str]] = []
    for author, text in spoken:
        if 6 * (len(author) + len(text)) + _TAGS <= share:
            cut.append((author, text))
            continue
        name = fit(author, share // 2)
        cut.append((name, fit(text, share - weight(quoted(name, "")) - 2)))
    return cut


def story_messages(transcript: Sequence[TranscriptMessage], room: int, most_of_a_turn: int) -> list[Message]:
    """Tell the story so far, one user and one assistant message for each turn, from as early on as the room allows.

    What a turn takes is bounded on its own, by `most_of_a_turn` for the players and twice that for the game master, so
    that a turn reads the same in every prompt it is part of.
    """
    turns = [
        (number, _turn(list(messages), most_of_a_turn))
        for number, messages in groupby(transcript, key=lambda message: message.turn)
    ]
    sizes = [sum(weight(message.content) + MESSAGE_WEIGHT for message in messages) for _, messages in turns]
    messages = [
        message for _, told in turns[_first([number for number, _ in turns], sizes, room) :] for message in told
    ]
    # A transcript cut from its oldest end may begin with a reply; vendors want the players first.
    return [_MISSING, *messages] if messages and messages[0].role == "assistant" else messages


def _turn(spoken: list[TranscriptMessage], most: int) -> list[Message]:
    messages: list[Message] = []
    for role, group in groupby(spoken, key=lambda message: message.role):
        if role == "assistant":
            told = "\n\n".join(message.content for message in group)
            messages.append(Message("assistant", told if weight(told) <= 2 * most else fit(told, 2 * most)))
            continue
        said = list(group)
        # Only what the game itself does, such as opening a campaign, has no author.
        own = [message.content for message in said if not message.author]
        cut = quoted_within([(message.author, message.content) for message in said if message.author], most)
        messages.append(Message("user", "\n".join([*own, *(quoted(author, text) for author, text in cut)])))
    return messages


def _first(numbers: Sequence[int], sizes: Sequence[int], room: int) -> int:
    """Return the place of the oldest turn that is told: all of them, or as many as fit from a round number on."""
    room -= weight(_MISSING.content) + MESSAGE_WEIGHT
    fitting = len(sizes)
    while fitting and (room := room - sizes[fitting - 1]) >= 0:
        fitting -= 1
    if fitting == 0:
        return 0
    return next((place for place in range(fitting, len(numbers)) if numbers[place] % _STEP == 0), fitting)
