"""Put what went wrong in words for the person who met it."""

from __future__ import annotations

import uuid

import structlog
from discord import app_commands

from bot.errors import OperatorError, SkaldError
from bot.i18n import N_, translate

log = structlog.stdlib.get_logger(__name__)

APOLOGY = N_(
    "Sorry, something went wrong that nobody foresaw. It is in the log as {id}; whoever runs Skald can look it up."
)
NOT_YOURS = N_("Only whoever runs Skald can mend this; it is in the log as {id}. Try again in a while.")
UNKNOWN_VALUE = N_("That is not a value this command knows: {value}")


def sentence_for(error: Exception, language: str) -> str:
    """Say an error in the reader's language; what only the operator may know or mend goes to the log instead."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if isinstance(cause, SkaldError) and not isinstance(cause, OperatorError):
        return cause.say(language)
    if isinstance(cause, app_commands.TransformerError):
        return translate(UNKNOWN_VALUE, language).format(value=str(cause.value)[:100])
    reference = uuid.uuid4().hex[:8]
    if isinstance(cause, OperatorError):
        log.error("the operator has to mend something", error_id=reference, reason=str(cause))
        return translate(NOT_YOURS, language).format(id=reference)
    log.error("something failed that nobody foresaw", error_id=reference, exc_info=cause)
    return translate(APOLOGY, language).format(id=reference)
