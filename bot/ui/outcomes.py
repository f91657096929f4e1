"""What became of an attempt at a model, in a few words."""

from __future__ import annotations

from bot.domain.attempt import Attempt, Purpose
from bot.i18n import N_, translate

FAILED = N_("failed")
TAKEN_BACK = N_("taken back")
STALLED = N_("fell silent in the middle")

# By the name of the error that ended the attempt, as it is kept.
FAILURES = {
    "RateLimited": N_("rate limited"),
    "Overloaded": N_("its server was in trouble"),
    "Unreachable": N_("could not be reached"),
    "TooSlow": N_("too slow"),
    "Interrupted": N_("broke off"),
    "Malformed": N_("sent no proper reply"),
    "KeyRefused": N_("its key was refused"),
    "OutOfCredit": N_("its account has no credit left"),
    "NotAnApi": N_("a web page answered"),
    "ModelUnknown": N_("unknown to its vendor"),
    "RequestRefused": N_("the request was not accepted"),
    "Refusal": N_("refused to tell this"),
    "ContentFiltered": N_("stopped by the vendor's filter"),
    "Empty": N_("said nothing"),
    "PictureRefused": N_("refused to paint this"),
    "LinkInstead": N_("sent a link instead of a picture"),
    "HugePicture": N_("sent far more than a picture"),
    "PatienceOver": N_("out of time"),
    "Resting": N_("left alone for now"),
    "KeyResting": N_("left alone for now"),
    "Cancelled": N_("interrupted"),
}
ENDINGS = {
    "tool_calls": ("🎲", N_("asked the rules")),
    "length": ("✂️", N_("cut at its length limit")),
}
TOLD = ("✅", N_("told"))
# What is not the telling itself; its success is called by what it was for.
PURPOSES: dict[Purpose, tuple[str, str]] = {
    "summarise": ("📚", N_("summed the story up")),
    "image": ("🖼️", N_("painted a picture")),
    "advise": ("💡", N_("gave advice")),
    "test": ("🔧", N_("was tried out")),
}


def outcome(attempt: Attempt, language: str) -> tuple[str, str]:
    """Return a mark and the words for what became of an attempt."""
    if attempt.error_class is None:
        found = PURPOSES.get(attempt.purpose) or ENDINGS.get(attempt.finish_reason or "", TOLD)
        mark, words = found[0], translate(found[1], language)
    elif attempt.error_class == "TooSlow" and attempt.ttft_ms is not None:
        mark, words = "❌", translate(STALLED, language)
    else:
        mark, words = "❌", translate(FAILURES.get(attempt.error_class, FAILED), language)
    if attempt.withdrawn:
        mark, words = "↩️", f"{words}, {translate(TAKEN_BACK, language)}"
    return mark, words
