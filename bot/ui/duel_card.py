"""What a table sees of a duel: two tellings without names, then who told which and what the table thought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import discord
from discord.utils import format_dt

from bot.domain.duel import Choice, Duel, Side
from bot.domain.plaintext import shorten, shown
from bot.i18n import N_, translate
from bot.services.duel_wishes import DuelPlan
from bot.services.duellists import no_model
from bot.services.ports import DuelCard
from bot.ui.duel_buttons import ballot_view, choice_name, read_view
from bot.ui.figures import dollars, seconds

COLOURS: Final[Mapping[Side, discord.Colour]] = {"a": discord.Colour(0x3B82C4), "b": discord.Colour(0xD98324)}
"""One colour a side, the same in every duel: neither belongs to a model."""

# All embeds of a message hold 6,000 characters together.
_STORY_SHOWN: Final = 2_800
_NAME_SHOWN: Final = 80

NO_MODEL = N_("-# Neither of the two is an AI: both tell by a book of patterns, each in its own style.")
ASKED = N_(
    "⚖️ **Two models tell this turn. Which telling is better?**\n"
    "-# The better one becomes the story; names come after the vote. It closes {when}, or when all have voted."
)
STOPPED = N_("-# ⚖️ This vote was stopped; nothing of it counts.")
WON = N_("⚖️ The table chose **{side}**, which is the story now.")
TIED = N_("⚖️ The table found both equal; a coin made **{side}** the story.")
BAD = N_("⚖️ The table found both bad; a coin made **{side}** the story.")
NOBODY = N_("⚖️ Nobody voted; a coin made **{side}** the story.")
_ENDS: Final[Mapping[Choice | None, str]] = {"a": WON, "b": WON, "tie": TIED, "bad": BAD, None: NOBODY}
ONCE = N_("⚖️ The next turn is a duel: two models tell it without their names, and whoever plays in it votes. {cost}")
ALWAYS = N_(
    "⚖️ Every turn is a duel from now on: two models tell it without their names, and whoever plays in it votes. {cost}"
)
REPEATED = N_(
    "⚖️ Every {n} turns there is a duel from now on: two models tell the turn without their names, and whoever plays "
    "in it votes. {cost}"
)
NEVER = N_("⚖️ There are no duels by themselves any more. /duel still asks for one.")
COSTS = N_("Both tellings together cost up to {cost} more than the turn itself.")
COSTS_NOTHING = N_("Both tellings cost nothing.")
COSTS_UNKNOWN = N_("Both tellings are paid besides the turn itself; the price of one is not known.")
VOTED_LAST = N_("Your vote: **{choice}**. It was the last one, so the vote is over.")
VOTED = N_("Your vote: **{choice}**. You can change it until the vote closes.")
_VOTED = N_("{voted} of {voters} voted · equal: {tie} · both bad: {bad}")
_PRICELESS = N_("price unknown")


@dataclass(frozen=True, slots=True)
class DuelMessage:
    """One message of a duel, new or changed."""

    content: str
    embeds: list[discord.Embed]
    view: discord.ui.View | None


def duel_message(card: DuelCard) -> DuelMessage:
    """Build a duel's message as it is now, in the language of its campaign."""
    duel = card.duel
    if duel.status == "voting":
        asked = translate(ASKED, duel.language).format(when=format_dt(duel.closes_at, "R"))
        return DuelMessage(_honest(asked, duel), tellings(duel), ballot_view(duel.id, duel.language))
    if duel.status != "closed":
        # In an embed, as everything of a duel: a plain message of the game master's is taken for a story at a start.
        return DuelMessage("", [discord.Embed(description=translate(STOPPED, duel.language))], None)
    end = translate(_ENDS[duel.outcome], duel.language).format(side=(duel.told or "a").upper())
    return DuelMessage(_honest(end, duel), [_revealed(card)], read_view(duel.id, duel.language))


def _honest(sentence: str, duel: Duel) -> str:
    """Say with it that no AI takes part, where none does; which of the two told which, that does not give away."""
    if not no_model(duel.model_a, duel.model_b):
        return sentence
    return f"{sentence}\n{translate(NO_MODEL, duel.language)}"


def tellings(duel: Duel, names: tuple[str, str] = ("", "")) -> list[discord.Embed]:
    """Show both tellings, the left one first; with names once they may be known."""
    sides: tuple[tuple[Side, str], tuple[Side, str]] = (("a", duel.story_a), ("b", duel.story_b))
    return [
        discord.Embed(
            title=_titled(side, name, duel.language),
            description=shorten(story, _STORY_SHOWN),
            colour=COLOURS[side],
        )
        for (side, story), name in zip(sides, names, strict=True)
    ]


def planned(plan: DuelPlan, language: str) -> str:
    """Say when there is a duel, and before anything is spent what it costs."""
    if plan.every == 0:
        return translate(NEVER, language)
    cost = translate(COSTS_UNKNOWN, language)
    if plan.cost == 0:
        cost = translate(COSTS_NOTHING, language)
    elif plan.cost is not None:
        cost = translate(COSTS, language).format(cost=dollars(plan.cost, language))
    sentence = ONCE if plan.every is None else ALWAYS if plan.every == 1 else REPEATED
    told = translate(sentence, language).format(n=plan.every, cost=cost)
    return f"{told}\n{translate(NO_MODEL, language)}" if plan.no_model else told


def voted(choice: Choice, language: str, *, last: bool = False) -> str:
    """Tell a voter what they voted for; with the `last` ballot, the vote is over."""
    return translate(VOTED_LAST if last else VOTED, language).format(choice=choice_name(choice, language))


def _titled(side: Side, name: str, language: str) -> str:
    return f"{side.upper()} · {shown(translate(name, language), _NAME_SHOWN)}" if name else side.upper()


def _revealed(card: DuelCard) -> discord.Embed:
    duel = card.duel
    lines = [_side(card, "a", card.names[0]), _side(card, "b", card.names[1])]
    voted = translate(_VOTED, duel.language).format(
        voted=sum(card.votes.values()),
        voters=len(duel.voters),
        tie=card.votes.get("tie", 0),
        bad=card.votes.get("bad", 0),
    )
    return discord.Embed(description="\n".join((*lines, f"-# {voted}")), colour=COLOURS[duel.told or "a"])


def _side(card: DuelCard, side: Side, name: str) -> str:
    """Say of one side who told it, how many chose it, how long it took and what it cost."""
    language = card.duel.language
    chosen = card.votes.get(side, 0)
    parts = [f"**{side.upper()}**", shown(translate(name, language), _NAME_SHOWN), f"🗳️\u00a0{chosen}"]
    facts: Mapping[str, Any] = card.duel.facts.get(side) or {}
    if (took := facts.get("milliseconds")) is not None:
        parts.append(seconds(float(took), language))
    parts.append(_cost(facts.get("cost"), language))
    return f"{'✅' if side == card.duel.told else '▫️'} {' · '.join(parts)}"


def _cost(cost: str | None, language: str) -> str:
    try:
        return translate(_PRICELESS, language) if cost is None else dollars(Decimal(cost), language)
    except InvalidOperation:  # kept by another version: an unknown price is said to be one
        return translate(_PRICELESS, language)
