"""Make one of our errors of whatever a vendor, its SDK or the network did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import cast

from bot.llm.errors import (
    ContentFiltered,
    KeyRefused,
    LLMError,
    Malformed,
    ModelUnknown,
    NotAnApi,
    OutOfCredit,
    Overloaded,
    RateLimited,
    RequestRefused,
)

_BY_STATUS: Mapping[int, type[LLMError]] = {
    401: KeyRefused,
    402: OutOfCredit,
    403: KeyRefused,
    404: ModelUnknown,
    410: ModelUnknown,
    408: Overloaded,
    409: Overloaded,
    425: Overloaded,
    429: RateLimited,
}

# Codes and types that say more than the status they come with, or come without one in the middle of a stream.
_BY_CODE: Mapping[str, type[LLMError]] = {
    "insufficient_quota": OutOfCredit,
    "billing_error": OutOfCredit,
    "billing_hard_limit_reached": OutOfCredit,
    "invalid_api_key": KeyRefused,
    "authentication_error": KeyRefused,
    "permission_error": KeyRefused,
    "model_not_found": ModelUnknown,
    "not_found_error": ModelUnknown,
    "rate_limit_error": RateLimited,
    "rate_limit_exceeded": RateLimited,
    "overloaded_error": Overloaded,
    "api_error": Overloaded,
    "server_error": Overloaded,
    "timeout_error": Overloaded,
    "content_filter": ContentFiltered,
    "content_policy_violation": ContentFiltered,
    "invalid_request_error": RequestRefused,
}

# Where a vendor has no code for it, its words: Anthropic's for an empty account, DeepSeek's for its filter.
_BY_WORDS: Mapping[str, type[LLMError]] = {
    "credit balance is too low": OutOfCredit,
    "content exists risk": ContentFiltered,
}
_WORDS_READ = 500


def from_status(
    model: str, status: int, headers: Mapping[str, str], body: object, request_id: str | None = None
) -> LLMError:
    """Name what an answer with an error status means."""
    kind = _BY_STATUS.get(status) or (Overloaded if status >= 500 else RequestRefused)
    told = _by_code(body)
    if not isinstance(body, dict) and kind in (ModelUnknown, RequestRefused):
        kind = NotAnApi  # every vendor explains such a status in JSON; something else answered
    elif kind in (RateLimited, KeyRefused, RequestRefused):
        # A code may only sharpen a status: "invalid_request_error" is said of wrong keys and unknown models too.
        kind = told if told in (OutOfCredit, KeyRefused, ModelUnknown, ContentFiltered) else kind
    return kind(model=model, status=status, retry_after=retry_after(headers), request_id=request_id)


def from_event(model: str, body: object, request_id: str | None = None) -> LLMError:
    """Name what an error in the middle of a stream means."""
    return (_by_code(body) or Overloaded)(model=model, request_id=request_id)


def not_a_reply(model: str, content_type: str, request_id: str | None = None) -> LLMError:
    """Name an answer that holds no stream of events."""
    kind = NotAnApi if content_type.startswith("text/html") else Malformed
    return kind(model=model, status=200, request_id=request_id)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read how many seconds a vendor asks to wait, from seconds, milliseconds or a date."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers[name]) * unit
        except (KeyError, ValueError):
            continue
        return seconds if 0 <= seconds < float("inf") else None
    try:
        until = parsedate_to_datetime(headers["retry-after"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):  # a date may be of no year that there is
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _by_code(body: object) -> type[LLMError] | None:
    """Look a vendor's own code up, in `{"error": {"code": …, "type": …}}` or what is inside it."""
    if not isinstance(body, dict):
        return None
    told = cast("dict[str, object]", body)
    inner = told.get("error")
    if isinstance(inner, dict):
        told = cast("dict[str, object]", inner)
    words = told.get("message")
    if isinstance(words, str):
        words = words[:_WORDS_READ].lower()
        for said, kind in _BY_WORDS.items():
            if said in words:
                return kind
    for name in ("code", "type"):
        # Only a word: what is nested deeply enough cannot even be written out.
        if isinstance(code := told.get(name), str) and code in _BY_CODE:
            return _BY_CODE[code]
    return None
