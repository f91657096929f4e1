"""The selects and buttons of /setup, which work as long as their message stands, also after a restart."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final, Self, cast

import discord

from bot.domain.amount import dollars
from bot.domain.budget import Budget
from bot.domain.plaintext import shorten
from bot.i18n import N_, language_names, translate
from bot.services.models import Seat
from bot.services.setup import SetupView
from bot.ui.choices import LONGEST, MOST
from bot.ui.forms import ready
from bot.ui.rows import row_of
from bot.ui.safety_card import RATINGS

PREFIX: Final = "skald:setup:"
BUDGET_FORM: Final = "skald:setup-budget:"
OPERATORS: Final = "-"
"""What stands for the model of whoever runs Skald."""
AMOUNT_LENGTH: Final = 40

_WRITTEN_IN = [discord.ChannelType.text, discord.ChannelType.news]


class SetupControl(
    discord.ui.DynamicItem[discord.ui.Item[discord.ui.View]],
    template=rf"{PREFIX}(?P<what>language|model|notices|creators|budget|rating|start)",
):
    """One of the controls; the cog listens for `setup_used`, with what was used and the values that were chosen."""

    def __init__(self, item: discord.ui.Item[Any], what: str) -> None:
        super().__init__(item)
        self.what = what

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match["what"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        values = cast("list[object]", cast("dict[str, Any]", interaction.data or {}).get("values") or [])
        interaction.client.dispatch("setup_used", interaction, self.what, [str(value) for value in values])


def setup_controls(view: SetupView, language: str) -> discord.ui.View:
    """Build everything one can change; what stands is chosen already."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    settings = view.settings
    notices: discord.ui.ChannelSelect[Any] = discord.ui.ChannelSelect(
        custom_id=f"{PREFIX}notices",
        channel_types=_WRITTEN_IN,
        placeholder=t(N_("The channel for notices")),
        min_values=0,
        default_values=_default(settings.notices_channel_id, discord.SelectDefaultValueType.channel),
    )
    creators: discord.ui.RoleSelect[Any] = discord.ui.RoleSelect(
        custom_id=f"{PREFIX}creators",
        placeholder=t(N_("A role that may start campaigns")),
        min_values=0,
        default_values=_default(settings.creator_role_id, discord.SelectDefaultValueType.role),
    )
    rating = t(N_("New campaigns: {rating}")).format(rating=t(RATINGS[view.rating]))
    buttons = (
        ("budget", t(N_("Budget…")), "💰", discord.ButtonStyle.secondary),
        ("rating", rating, "🏷️", discord.ButtonStyle.secondary),
        ("start", t(N_("Start a campaign")), "🎲", discord.ButtonStyle.primary),
    )
    pressed = [
        SetupControl(
            discord.ui.Button(custom_id=f"{PREFIX}{what}", label=shorten(label, 80), emoji=emoji, style=style, row=4),
            what,
        )
        for what, label, emoji, style in buttons
    ]
    return row_of(
        SetupControl(_languages(view, language), "language"),
        SetupControl(_models(view, language), "model"),
        SetupControl(notices, "notices"),
        SetupControl(creators, "creators"),
        *(SetupControl(button, what) for button, (what, *_) in zip(pressed, buttons, strict=True)),
    )


def budget_form(number: int, budget: Budget | None, language: str) -> discord.ui.Modal:
    """Build the form that asks what a month may cost."""
    form = discord.ui.Modal(title=translate(N_("A month's budget"), language), custom_id=f"{BUDGET_FORM}{number}")
    amount: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="amount", max_length=AMOUNT_LENGTH, default=f"{budget.amount:f}" if budget else None
    )
    about = translate(N_("For all campaigns of this server together: 5 or 2.50."), language)
    form.add_item(
        discord.ui.Label(text=translate(N_("US dollars a month"), language), description=about, component=amount)
    )
    return ready(form)


def _languages(view: SetupView, language: str) -> discord.ui.Select[Any]:
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=f"{PREFIX}language", placeholder=translate(N_("The language of this server"), language)
    )
    for code, name in [*language_names().items()][:MOST]:
        select.add_option(value=code, label=name, emoji="🗣️", default=code == view.settings.language)
    return select


def _models(view: SetupView, language: str) -> discord.ui.Select[Any]:
    """Offer the models that can be picked; one whose name is longer than Discord takes is left to /models default."""
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=f"{PREFIX}model", placeholder=translate(N_("The model that tells the stories"), language)
    )
    wanted = view.settings.default_model
    fitting = [seat for seat in view.seats if len(seat.card.name) <= LONGEST]
    # The chosen one is shown whatever its place in a long list.
    shown = sorted(fitting, key=lambda seat: seat.card.name != wanted)[: MOST - 1] if len(fitting) >= MOST else fitting
    label = translate(N_("Skald's default"), language)
    select.add_option(value=OPERATORS, label=label, default=wanted is None)
    for seat in shown:
        about = shorten(_about(seat, language), LONGEST)
        select.add_option(
            value=seat.card.name,
            label=shorten(translate(seat.card.label, language), LONGEST),
            description=about,
            default=seat.card.name == wanted,
        )
    return select


def _about(seat: Seat, language: str) -> str:
    """Say where a model runs and what it costs."""
    if seat.card.provider == "offline":
        return translate(N_("built in, needs no key and no network; simple stories"), language)
    if seat.card.provider == "ollama":
        return translate(N_("runs on the operator's own machine, costs nothing"), language)
    if seat.per_thousand is None:
        return translate(N_("{provider} · price unknown"), language).format(provider=seat.card.provider)
    priced = translate(N_("{provider} · about {price} for 1,000 turns"), language)
    price = seat.per_thousand.quantize(Decimal("0.01")) if seat.per_thousand >= 1 else seat.per_thousand
    return priced.format(provider=seat.card.provider, price=dollars(price, language))


def _default(number: int | None, kind: discord.SelectDefaultValueType) -> list[discord.SelectDefaultValue]:
    return [] if number is None else [discord.SelectDefaultValue(id=number, type=kind)]
