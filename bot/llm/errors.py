"""How a model can fail, in words for the table."""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.domain.plaintext import escape, shown
from bot.errors import SkaldError
from bot.i18n import N_, Sentence, translate
from bot.log import redact

Says = Literal["down", "key", "up", "nothing"]


class LLMError(SkaldError):
    """A model did not give a whole reply.

    `retryable` says whether the same call may go better; `retry_after` is the vendor's wish in seconds. `says` is what
    the failure tells of the provider: it is "down", it does not want the "key", it is "up" and the fault is elsewhere,
    or "nothing".
    """

    sentence: ClassVar[str] = N_(
        "{model} failed in a way it did not explain. If it goes on, pick another model with /campaign model."
    )
    retryable: ClassVar[bool] = False
    says: ClassVar[Says] = "down"

    def __init__(
        self,
        *,
        model: str,
        status: int | None = None,
        retry_after: float | None = None,
        request_id: str | None = None,
        **values: object,
    ) -> None:
        self.status = status
        self.retry_after = retry_after
        self.request_id = request_id
        super().__init__(model=model, **values)

    def call_it(self, label: str) -> None:
        """Name the model as players know it; the log keeps the vendor's name."""
        self.values["model"] = Sentence(escape(label))


class RateLimited(LLMError):
    sentence = N_("{model} has too much to do at the moment.")
    retryable = True


class Overloaded(LLMError):
    sentence = N_("The server of {model} is in trouble.")
    retryable = True


class Unreachable(LLMError):
    sentence = N_("{model} cannot be reached. Whoever runs Skald should look at its address and the network.")
    retryable = True


class TooSlow(LLMError):
    sentence = N_("{model} took too long to answer.")
    retryable = True


class Interrupted(LLMError):
    sentence = N_("{model} broke off in the middle of its reply.")
    retryable = True


class Malformed(LLMError):
    sentence = N_(
        "{model} sent something that is not a reply. If it goes on, pick another model with /campaign model; whoever "
        "runs Skald should check its address."
    )
    retryable = True


class KeyRefused(LLMError):
    sentence = N_(
        "The key for {model} was refused. Whoever gave it to Skald should check it; until then, pick another model "
        "with /campaign model."
    )
    says = "key"


class OutOfCredit(LLMError):
    sentence = N_(
        "The account behind {model} has no credit left. Whoever owns it should top it up; until then, pick another "
        "model with /campaign model."
    )
    says = "key"


class NotAnApi(LLMError):
    sentence = N_(
        "{model} answered with a web page instead of a reply. Whoever runs Skald should check its address; until then, "
        "pick another model with /campaign model."
    )


class ModelUnknown(LLMError):
    sentence = N_("The vendor does not know {model} any more. Pick another with /campaign model.")
    says = "up"


class RequestRefused(LLMError):
    sentence = N_("{model} did not accept the request. Pick another model with /campaign model.")
    says = "up"


class Refusal(LLMError):
    sentence = N_("{model} refused to tell this. Word it differently, or pick another model with /campaign model.")
    says = "up"


class ContentFiltered(LLMError):
    sentence = N_(
        "The vendor's filter stopped what {model} was telling. Word it differently, or pick another model with "
        "/campaign model."
    )
    says = "up"


class Empty(LLMError):
    sentence = N_("{model} answered with nothing.")
    retryable = True
    says = "up"


class PictureRefused(LLMError):
    """The vendor does not want to paint a prompt; `reason` is what it says of it, as it was told."""

    sentence = N_("{model} does not want to paint this. Change the prompt and try again.")
    explained = N_("{model} does not want to paint this. It says: “{reason}” Change the prompt and try again.")
    says = "up"

    def __init__(
        self, *, model: str, reason: str = "", status: int | None = None, request_id: str | None = None
    ) -> None:
        super().__init__(model=model, status=status, request_id=request_id, reason=shown(redact(reason), 300))

    def say(self, language: str) -> str:
        """Return the sentence, with the vendor's reason where it gave one."""
        sentence = self.explained if self.values["reason"] else self.sentence
        return translate(sentence, language).format(**self.values)


class LinkInstead(LLMError):
    """A link came where a picture should be."""

    sentence = N_(
        "{model} answered with a link instead of a picture, and Skald follows no links. Whoever runs Skald should look "
        "at IMAGE_MODEL and IMAGE_BASE_URL."
    )
    says = "up"


class HugePicture(LLMError):
    """More came than any picture is."""

    sentence = N_(
        "{model} answered with far more than a picture, which Skald does not read. Whoever runs Skald should look at "
        "IMAGE_BASE_URL."
    )


class PatienceOver(LLMError):
    """The table's patience was used up; `seconds` is what it waited in all."""

    sentence = N_(
        "{model} told nothing in time: the table has waited {seconds} seconds. Try again, or pick another model with "
        "/campaign model."
    )
    says = "nothing"

    def __init__(self, *, model: str, seconds: int, request_id: str | None = None) -> None:
        super().__init__(model=model, request_id=request_id, seconds=seconds)


class Resting(LLMError):
    """The provider is left alone for now; nothing was sent."""

    sentence = N_(
        "The server of {model} has been failing and is asked again in {seconds} s. Try again then, or pick another "
        "model with /campaign model."
    )
    says = "nothing"

    def __init__(self, *, model: str, seconds: int) -> None:
        super().__init__(model=model, seconds=seconds)


class KeyResting(Resting):
    """The provider is left alone because it did not want the key."""

    sentence = N_(
        "The key for {model} was refused or has no credit left; it is tried again in {seconds} s. Until it is mended, "
        "pick another model with /campaign model."
    )


class NotOffered(SkaldError):
    """A model that is not in the catalogue, or whose key is not set."""

    sentence = N_("There is no model “{model}” at this table. Offered now: {offered}.")

    def say(self, language: str) -> str:
        """Return the sentence; the name is what somebody typed, so Discord must show it as it is."""
        shown = {"model": escape(str(self.values["model"]))}
        return translate(self.sentence, language).format(**{**self.values, **shown})


class KeyMissing(NotOffered):
    """A model of the catalogue whose key nobody has set; `key` is the setting's name."""

    sentence = N_(
        "{model} needs a key, and {key} is not set. Whoever runs Skald can set it, or an admin of a server can bring "
        "one with /keys set. Offered now: {offered}."
    )
