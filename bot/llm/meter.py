"""Measure one attempt at a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final

import orjson

from bot.domain.attempt import Attempt, Purpose, UsageSource
from bot.domain.conversation import Prompt, ToolCall
from bot.llm.catalogue import OFFLINE
from bot.llm.chat import Event, Finished, Stirring, TextDelta, Usage
from bot.llm.errors import ContentFiltered, Empty, Interrupted, LLMError, Malformed, Refusal, TooSlow
from bot.llm.prices import FREE, UNKNOWN, Priced, free, price_of
from bot.llm.speaker import Speaker
from bot.log import redact

CHARS_PER_TOKEN: Final = 4.0
"""The vendors' own rule of thumb, for a reply whose usage was not reported; English. French takes more tokens."""

LONGEST: Final = 600.0
"""Seconds one reply may take; who lets a letter drip every half a minute would hold a table up for days."""

_LONGEST_NAME: Final = 200

# No reply within its limit of tokens comes near this many characters a token.
_MOST_CHARS_PER_TOKEN: Final = 40


class Meter:
    """A stopwatch and a tally for one attempt; `saw` runs for every event, so it does little."""

    __slots__ = (
        "_chars", "_chunks", "_clock", "_finished", "_first", "_first_text", "_gap", "_last",
        "_model", "_most", "_prompt", "_start", "_started_at", "_tools", "_usage",
    )  # fmt: skip

    def __init__(self, model: str, prompt: Prompt, clock: Callable[[], float], started_at: datetime) -> None:
        self._model = model
        self._prompt = prompt
        self._clock = clock
        self._started_at = started_at
        self._start = clock()
        self._first: float | None = None
        self._first_text: float | None = None
        self._last = 0.0
        self._gap: float | None = None
        self._chars = 0
        self._chunks = 0
        self._most = prompt.max_tokens * _MOST_CHARS_PER_TOKEN
        self._tools = 0
        self._usage: Usage | None = None
        self._finished: Finished | None = None

    @property
    def silence(self) -> float:
        """Return the seconds since the last token, or since the request when none has come."""
        return self._clock() - (self._start if self._first is None else self._last)

    @property
    def started(self) -> bool:
        """Say whether a token of any kind has come."""
        return self._first is not None

    def saw(self, event: Event) -> None:
        """Note an event at the moment it arrives; raises `LLMError` when the reply grows past all bounds."""
        kind = type(event)
        if kind is TextDelta or kind is Stirring or kind is ToolCall:
            moment = self._clock()
            self._chunks += 1
            if self._first is None:
                self._first = moment
            elif self._gap is None or moment - self._last > self._gap:
                self._gap = moment - self._last
            self._last = moment
            if moment - self._start > LONGEST:
                raise TooSlow(model=self._model)
        if isinstance(event, TextDelta):
            if self._first_text is None:
                self._first_text = self._last
            self._chars += len(event.text)
            if self._chars > self._most:
                raise Malformed(model=self._model)
        elif isinstance(event, ToolCall):
            self._tools += 1
            self._chars += len(event.arguments)
        elif isinstance(event, Usage):
            self._usage = event
        elif isinstance(event, Finished):
            self._finished = event

    def whole(self) -> Finished:
        """Return the end of a reply that can be told; raises `LLMError` for any other."""
        finished = self._finished
        if finished is None:
            raise Interrupted(model=self._model)
        if finished.reason == "refusal":
            raise Refusal(model=self._model, request_id=finished.request_id)
        if finished.reason == "content_filter":
            raise ContentFiltered(model=self._model, request_id=finished.request_id)
        if self._first_text is None and not self._tools:
            raise Empty(model=self._model, request_id=finished.request_id)
        return finished

    def attempt(
        self,
        failure: BaseException | None,
        *,
        speaker: Speaker,
        purpose: Purpose,
        attempt: int,
        route: int,
        queue_ms: float,
        prompt_hash: str,
        prompt_version: str,
    ) -> Attempt:
        """Return the row of this attempt, which ends now; which tool calls are valid is for the rules to say."""
        ended = self._clock()
        usage, source = self._tokens()
        known = failure if isinstance(failure, LLMError) else None
        finished = self._finished
        priced = self._priced(speaker, usage, known)
        return Attempt(
            purpose=purpose,
            attempt=attempt,
            provider=speaker.chat.provider,
            model=self._model,
            model_returned=_said(finished.model) if finished else None,
            started_at=self._started_at,
            queue_ms=queue_ms,
            ttft_ms=self._since(self._first),
            first_text_ms=self._since(self._first_text),
            e2e_ms=(ended - self._start) * 1000,
            max_gap_ms=None if self._gap is None else self._gap * 1000,
            input_tokens=usage.input_tokens if usage else None,
            cache_read_tokens=usage.cache_read_tokens if usage and source == "reported" else None,
            cache_write_tokens=usage.cache_write_tokens if usage and source == "reported" else None,
            output_tokens=usage.output_tokens if usage else None,
            reasoning_tokens=usage.reasoning_tokens if usage and source == "reported" else None,
            usage_source=source,
            cost_usd=priced.usd,
            price_date=priced.date,
            finish_reason=finished.reason if finished else None,
            tool_calls=self._tools,
            tool_calls_valid=0,
            error_class=_name(failure),
            http_status=self._status(speaker, known),
            request_id=_said(known.request_id if known else finished.request_id if finished else None),
            prompt_hash=prompt_hash,
            prompt_version=prompt_version,
            route=route,
            chunks=self._chunks or None,
        )

    def _status(self, speaker: Speaker, failure: LLMError | None) -> int | None:
        if failure is not None and failure.status is not None:
            return failure.status
        came = self._first is not None or self._finished is not None
        # Tokens stream after a 200 only; the offline narrator speaks no HTTP.
        return 200 if came and speaker.card.provider != OFFLINE else None

    def _priced(self, speaker: Speaker, usage: Usage | None, failure: LLMError | None) -> Priced:
        """Price what was used; what a vendor refused before any token costs nothing, what got lost nobody knows."""
        if usage is None:
            refused = failure is not None and failure.status is not None and failure.status >= 400
            return FREE if refused or speaker.price is free else UNKNOWN
        priced = speaker.price(usage, self._started_at)
        if priced.usd is None and self._finished is not None and self._finished.model != speaker.card.id:
            # An alias: the vendor says which model answered.
            return price_of(replace(speaker.card, id=self._finished.model))(usage, self._started_at)
        return priced

    def _since(self, moment: float | None) -> float | None:
        return None if moment is None else (moment - self._start) * 1000

    def _tokens(self) -> tuple[Usage | None, UsageSource]:
        if self._usage is not None:
            return self._usage, "reported"
        if self._first is None:
            return None, "missing"
        asked = _characters(self._prompt)
        return Usage(round(asked / CHARS_PER_TOKEN), round(self._chars / CHARS_PER_TOKEN)), "estimated"


def _characters(prompt: Prompt) -> int:
    """Count what a model reads, tools included; a conversation's markup is not."""
    said = sum(len(message.content) for message in prompt.messages)
    called = sum(len(call.name) + len(call.arguments) for message in prompt.messages for call in message.tool_calls)
    tools = len(orjson.dumps(prompt.tools, default=dict)) if prompt.tools else 0
    return len(prompt.system) + said + called + tools


def _said(name: str | None) -> str | None:
    """Return a name that a vendor gave, short, and without the key it may have been asked with."""
    return None if name is None else redact(name[:_LONGEST_NAME])


def prompt_hash(prompt: Prompt) -> str:
    """Name what a model is shown: equal for equal prompts, 16 hexadecimal digits."""
    shown = (prompt.system, prompt.messages, prompt.tools, prompt.max_tokens)
    return sha256(orjson.dumps(shown, default=dict)).hexdigest()[:16]


def _name(failure: BaseException | None) -> str | None:
    if failure is None:
        return None
    # Closed by its consumer or cancelled with it; neither is the model's doing.
    return type(failure).__name__ if isinstance(failure, Exception) else "Cancelled"
