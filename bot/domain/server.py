"""A server: what its admins chose for all of its campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.domain.campaign import Rating
from bot.domain.quiet import QuietHours

RATINGS: Final[tuple[Rating, ...]] = ("everyone", "teen", "mature")


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What was chosen in `/setup`; None wherever nobody chose.

    `notices_channel_id` is where an admin wants to be told what concerns the whole server, `creator_role_id` whose
    people may start campaigns besides those who manage channels, `rating` what new campaigns begin with, `quiet` when
    notices wait.
    """

    language: str | None = None
    default_model: str | None = None
    notices_channel_id: int | None = None
    creator_role_id: int | None = None
    rating: Rating | None = None
    quiet: QuietHours | None = None
