"""Say why there is no picture, so that whoever asked for it knows what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.domain.budget import Budget
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.llm import errors
from bot.llm.errors import LLMError
from bot.services.overspending import OverBudget, PriceUnknown, budget_name


class NoPicture(SkaldError):
    sentence = N_("{model} made no picture and did not say why. Try again; if it goes on, tell whoever runs Skald.")


class NotOne(NoPicture):
    sentence = N_(
        "{model} answered with something that is no picture. Try again; if it goes on, tell whoever runs Skald."
    )


class WebPage(NoPicture):
    sentence = N_("{model} answered with a web page. Whoever runs Skald should check IMAGE_BASE_URL.")


class PictureKeyRefused(NoPicture):
    sentence = N_("The key for {model} was refused. Whoever gave it to Skald should check it.")


class PictureUnpaid(NoPicture):
    sentence = N_("The account behind {model} has no credit left. Whoever owns it should top it up.")


class PictureModelUnknown(NoPicture):
    sentence = N_("The vendor does not know {model} any more. Whoever runs Skald should change IMAGE_MODEL.")


class NotAsked(NoPicture):
    sentence = N_("{model} did not accept the request. Change the prompt; if it goes on, tell whoever runs Skald.")


class NoKeyForPictures(SkaldError):
    sentence = N_("There is no key for pictures here any more. Ask again, and Skald draws one by itself.")


class PictureOverBudget(OverBudget):
    sentence = N_(
        "{budget} does not allow this picture: {spent} of {amount} are spent, {left} are left, and it may cost up to "
        "{estimate}. It begins anew {when}; /budget set can raise it."
    )


class PicturePriceUnknown(PriceUnknown):
    sentence = N_(
        "{budget} is in dollars, and what pictures cost here is not known. An admin can set a budget in turns instead, "
        "or whoever runs Skald another IMAGE_MODEL."
    )

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)

    def say(self, language: str) -> str:
        return translate(self.sentence, language).format(budget=budget_name(self.budget, language))


_SAID: Final[Mapping[type[LLMError], type[NoPicture]]] = {
    errors.Malformed: NotOne,
    errors.Empty: NotOne,
    errors.NotAnApi: WebPage,
    errors.KeyRefused: PictureKeyRefused,
    errors.OutOfCredit: PictureUnpaid,
    errors.ModelUnknown: PictureModelUnknown,
    errors.RequestRefused: NotAsked,
    LLMError: NoPicture,
}


def said_of(error: LLMError) -> SkaldError:
    """Return what a failure means for a picture; what names a way out that is none here is said otherwise."""
    if isinstance(error, errors.ContentFiltered):
        return errors.PictureRefused(model=str(error.values["model"]))
    kind = _SAID.get(type(error))
    return error if kind is None else kind(model=error.values["model"])


def asks_for_other_words(error: SkaldError) -> bool:
    """Tell whether a picture failed for what was asked, and not for its vendor's trouble."""
    return isinstance(error, NotAsked | errors.PictureRefused)
