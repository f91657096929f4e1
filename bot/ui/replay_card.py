"""Show how far a replay is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import discord
from discord import app_commands

from bot.domain.amount import dollars
from bot.domain.plaintext import escape, shorten
from bot.domain.replay import Replay
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.services.replay_orders import ReplayView
from bot.services.replay_report import WHYS
from bot.ui.cards import COLOUR, TROUBLED

_TITLE: Final = N_("Replay {number}: {title}")
_SCENES: Final = N_("Ready scenes")
_RUNNING: Final = N_("At work since {since}: {done} of {total} told.")
_ENDED: Final = N_("{done} of {total} told.")
_ROW: Final = N_("**{model}**: {told} of {turns}, {failed} failed")
_SPENT: Final = N_("Paid so far: {cost}.")
_LEFT: Final = N_("What is left costs {cost} at most, and usually far less.")
_UNKNOWN: Final = N_("What is left costs an amount nobody knows: not every model has a price.")
_LIMIT: Final = N_("It stops at {cost}.")
_POSTED: Final = N_("The report comes to this channel by itself. Stop with /replay stop.")
_CHOICE: Final = N_("{number} · {turns} · {status}")
_STATES: Final = {"running": N_("at work"), "stopped": N_("stopped"), "done": N_("done")}
_LARGEST: Final = Decimal(100_000)


class BadLimit(SkaldError):
    sentence = N_("A limit is an amount of dollars such as 2 or 0.50.")


def replay_card(view: ReplayView, language: str) -> discord.Embed:
    """Show what is told, what it cost, and what it may still cost."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    replay = view.replay
    title = t(_TITLE).format(number=replay.id, title=escape(shorten(view.title or t(_SCENES), 100)))
    embed = discord.Embed(title=title, colour=TROUBLED if replay.why else COLOUR)
    head = t(_RUNNING if view.running else _ENDED)
    lines = [head.format(since=f"<t:{int(replay.made_at.timestamp())}:R>", done=view.told_in_all, total=view.total)]
    if not view.running and (why := WHYS[replay.why]):
        lines.append(t(why))
    lines += [
        "- "
        + t(_ROW).format(
            model=escape(t(view.labels[model])), told=view.told[model], turns=view.turns, failed=view.failed[model]
        )
        for model in replay.models
    ]
    lines.append(t(_SPENT).format(cost=dollars(view.spent, language)))
    if view.done < view.total:
        left = t(_UNKNOWN) if view.estimate is None else t(_LEFT).format(cost=dollars(view.estimate, language))
        lines.append(left)
    if replay.limit_usd is not None:
        lines.append(t(_LIMIT).format(cost=dollars(replay.limit_usd, language)))
    if view.running:
        lines.append(f"-# {t(_POSTED)}")
    embed.description = shorten("\n".join(lines), 4_000)
    return embed


def dollars_of(text: str | None) -> Decimal | None:
    """Read an amount of dollars as people type it; raises `BadLimit`."""
    if text is None:
        return None
    written = text.strip().removeprefix("$").removesuffix("$").strip().replace(",", ".")
    plain = written.replace(".", "", 1)
    if len(written) > 12 or not (plain.isascii() and plain.isdigit()):
        raise BadLimit
    amount = Decimal(written)
    if not 0 < amount <= _LARGEST:
        raise BadLimit
    return amount


def replay_choices(replays: Sequence[Replay], typed: str, language: str) -> list[app_commands.Choice[int]]:
    """Offer a server's replays, newest first."""
    shown: list[app_commands.Choice[int]] = []
    for replay in replays[:25]:
        name = translate(_CHOICE, language).format(
            number=replay.id,
            turns=f"{len(replay.models)} × {replay.made_at:%Y-%m-%d}",
            status=translate(_STATES[replay.status], language),
        )
        if typed in str(replay.id):
            shown.append(app_commands.Choice(name=name[:100], value=replay.id))
    return shown
