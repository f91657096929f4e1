"""The form in which a picture is asked for, and the button that opens it again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_UP, Decimal
from typing import Any, Final, Self

import discord

from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.services.no_picture import asks_for_other_words
from bot.services.portraits import WORDS_LENGTH, PictureKind, Wish
from bot.ui.figures import count, dollars
from bot.ui.forms import filled_in, number_in, ready, sent
from bot.ui.retry import RETRY
from bot.ui.rows import row_of

FORM: Final = "skald:picture:"
AGAIN: Final = "skald:picture-again:"

_TITLES: Final[Mapping[PictureKind, str]] = {
    "portrait": N_("A portrait of your character"),
    "campaign": N_("The game master’s face"),
    "scene": N_("A picture of the scene"),
}
PRICED = N_("It costs {cost} at most. Left for you today: {left} of {most}.")
UNPRICED = N_("What it costs is not known here. Left for you today: {left} of {most}.")


def picture_form(wish: Wish, language: str) -> discord.ui.Modal:
    """Build the form with all that is sent of a person's own words, for them to change."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    # Rounded up to cents: it is a bound, and no figure.
    cost = "" if wish.cost is None else dollars(wish.cost.quantize(Decimal("0.01"), ROUND_UP), language)
    about = t(PRICED if cost else UNPRICED).format(
        cost=cost, left=count(wish.left, language), most=count(wish.most, language)
    )
    words: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="words", style=discord.TextStyle.paragraph, max_length=WORDS_LENGTH, default=wish.words
    )
    label = t(N_("What it shows"))
    form = discord.ui.Modal(title=t(_TITLES[wish.kind])[:45], custom_id=f"{FORM}{wish.number}")
    form.add_item(discord.ui.Label(text=label, description=about[:100], component=words))
    return ready(form)


def picture_sent(interaction: discord.Interaction[Any]) -> tuple[int, str] | None:
    """Return the number and the words of a form that was just sent, None for any other interaction."""
    number = sent(interaction, FORM)
    if number is None:
        return None
    return number_in(number), filled_in(interaction).get("words", "")


class PictureAgainButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=rf"{AGAIN}(?P<number>[0-9]{{1,20}})"
):
    """Open the form of a picture that was not made; the cog listens for `picture_form_wanted`."""

    def __init__(self, number: int, label: str) -> None:
        super().__init__(discord.ui.Button(label=label, emoji="✏️", custom_id=f"{AGAIN}{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(number_in(match["number"]), "…")  # the label already stands on the message

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("picture_form_wanted", interaction, self.number)


def again_view(number: int, language: str, error: SkaldError) -> discord.ui.View:
    """Build the row under a sentence that says why a picture was not made."""
    # What a vendor's trouble needs is another try, not other words.
    label = N_("Change the prompt") if asks_for_other_words(error) else RETRY
    return row_of(PictureAgainButton(number, translate(label, language)))
