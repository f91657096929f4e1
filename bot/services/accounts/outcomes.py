"""What became of an attempt to sign in, in words."""

from __future__ import annotations

from typing import Final

from bot.i18n import N_

OUTCOMES: Final[dict[str, str]] = {
    "in": N_("✅ signed in"),
    "recovered": N_("🔑 signed in with the recovery code"),
    "registered": N_("📝 registered"),
    "changed": N_("✏️ changed the password or the address"),
    "wrong": N_("❌ wrong password"),
    "locked": N_("🔒 not tried: too many had failed"),
    "trying": N_("❓ broken off"),
}
