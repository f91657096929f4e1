"""Rate-limit buckets, with the headers and the 429 of Discord.

Discord keeps its numbers to itself. Those here are what bots see in the headers, written down as this
playground's assumption: 5 messages and 5 edits per 5 s and channel, each in its own bucket.
"""

from __future__ import annotations

import hashlib
import math
from collections import deque
from dataclasses import dataclass

from playground.clock import Clock
from playground.errors import Json

# Route → (requests, seconds); every other route gets DEFAULT.
BUCKETS: dict[str, tuple[int, float]] = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "DELETE /channels/{channel_id}/messages/{message_id}": (5, 1.0),
    "POST /channels/{channel_id}/messages/bulk-delete": (1, 1.0),
    "POST /channels/{channel_id}/typing": (5, 5.0),
    "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me": (1, 0.25),
    "DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me": (1, 0.25),
    "POST /webhooks/{webhook_id}/{webhook_token}": (5, 2.0),
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": (5, 5.0),
    "POST /users/@me/channels": (10, 10.0),
}
DEFAULT = (50, 1.0)
GLOBAL_PER_SECOND = 50


@dataclass(slots=True)
class _Bucket:
    limit: int
    period: float
    resets_at: float = 0.0
    used: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to tell the client: headers, and how long to wait when refused."""

    headers: dict[str, str]
    retry_after: float = 0.0
    is_global: bool = False


class Limits:
    """Count requests; `too_many` and `invalid` tell tests and benchmarks whether a bot behaved."""

    def __init__(self, clock: Clock, enabled: bool = True, global_limit: int | None = GLOBAL_PER_SECOND) -> None:
        self.clock = clock
        self.enabled = enabled
        self.global_limit = global_limit
        self.too_many = 0
        self.invalid = 0
        self.injected = 0
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._recent: deque[float] = deque()

    def take(self, route: str, major: str, is_bot: bool) -> Verdict | None:
        """Count one request; None when limits are switched off."""
        if not self.enabled:
            return None
        now = self.clock.time()
        bucket = self._buckets.get((route, major))
        if bucket is None:
            bucket = self._buckets[route, major] = _Bucket(*BUCKETS.get(route, DEFAULT))
        if now >= bucket.resets_at:
            bucket.resets_at, bucket.used = now + bucket.period, 0
        wait = self._global_wait(now) if is_bot else 0.0
        if wait > 0:
            return Verdict(self._headers(route, bucket, now, "global") | {"X-RateLimit-Global": "true"}, wait, True)
        if bucket.used >= bucket.limit:
            return Verdict(self._headers(route, bucket, now, "user"), bucket.resets_at - now)
        bucket.used += 1
        if is_bot:
            self._recent.append(now)
        return Verdict(self._headers(route, bucket, now))

    def _global_wait(self, now: float) -> float:
        if self.global_limit is None:
            return 0.0
        while self._recent and self._recent[0] <= now - 1.0:
            self._recent.popleft()
        return 0.0 if len(self._recent) < self.global_limit else self._recent[0] + 1.0 - now

    def _headers(self, route: str, bucket: _Bucket, now: float, scope: str = "") -> dict[str, str]:
        headers = {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(bucket.limit - bucket.used),
            "X-RateLimit-Reset": f"{bucket.resets_at:.3f}",
            "X-RateLimit-Reset-After": f"{max(bucket.resets_at - now, 0.0):.3f}",
            "X-RateLimit-Bucket": bucket_name(route),
        }
        return headers | {"X-RateLimit-Scope": scope} if scope else headers

    def count(self, status: int) -> None:
        """Count an answer that Discord counts as invalid: 401, 403 and 429."""
        if status not in (401, 403, 429):
            return
        if status == 429:
            self.too_many += 1
        self.invalid += 1


_names: dict[str, str] = {}


def bucket_name(route: str) -> str:
    """Return the opaque name of a route's bucket."""
    name = _names.get(route)
    if name is None:
        name = _names[route] = hashlib.sha256(route.encode()).hexdigest()[:32]
    return name


def refusal(retry_after: float, is_global: bool = False) -> tuple[Json, dict[str, str]]:
    """Return the body and headers of a 429. Without `Via` discord.py takes it for a ban."""
    wait = math.ceil(retry_after * 1000) / 1000
    body: Json = {"message": "You are being rate limited.", "retry_after": wait, "global": is_global, "code": 0}
    return body, {"Retry-After": str(math.ceil(wait)), "Via": "1.1 google"}
