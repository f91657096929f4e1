"""Show how models stand after blind duels, and what may be said of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import discord
from discord.utils import format_dt

from bot.domain.standings import RATE_FROM, RATED_FROM, VOTERS_FROM, Board, Lack, Rating, Standing
from bot.i18n import N_, translate, written
from bot.ui.cards import COLOUR
from bot.ui.figures import count, share
from bot.ui.scorecard import rated
from bot.ui.stats_words import named

A_PAGE: Final = 6
_NAMES: Final = 5
_FIELD: Final = 1024

_LACKING: Final[dict[Lack, str]] = {
    "voters": N_("Rated once {voters} people voted on it."),
    "never lost": N_("It never lost a vote to a model it could be rated with: how far ahead it is, nothing says yet."),
    "never won": N_("It never won a vote from a model it could be rated with: how far behind it is, nothing says yet."),
    "apart": N_("Its duels do not tie it to the rated models, so they share no scale."),
    "alone": N_("No other model can be rated with it yet."),
}


class Page(NamedTuple):
    """One page of the board, and how many there are; counted from 1."""

    embed: discord.Embed
    number: int
    pages: int


def leaderboard_page(board: Board, language: str, number: int = 1, *, shared: bool = False) -> Page:
    """Show one page; a number beyond the last shows the last."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    pages = max(1, -(-len(board.standings) // A_PAGE))
    number = min(max(number, 1), pages)
    title = t(N_("Blind duels of all servers that share theirs") if shared else N_("Blind duels on this server"))
    embed = discord.Embed(title=title + (f" · {number}/{pages}" if pages > 1 else ""), colour=COLOUR)
    embed.description = "\n".join(_counted(board, language, shared=shared))
    for standing in board.standings[(number - 1) * A_PAGE : number * A_PAGE]:
        name = named(standing.model, 100)
        if standing.rating is not None:
            name = f"{count(standing.rating.rank, language)}. {name}"
        embed.add_field(name=name, value="\n".join(_lines(standing, language))[:_FIELD], inline=False)
    if board.rated:
        embed.set_footer(
            text=t(
                N_(
                    "Bradley–Terry points; 1,000 is the mean. In brackets: 95% intervals, from drawing whole duels "
                    "anew 1,000 times. A better place takes a difference whose own interval leaves out 0."
                )
            )
        )
    return Page(embed, number, pages)


def _counted(board: Board, language: str, *, shared: bool) -> Iterator[str]:
    """Say over what was counted, and what would bend it."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    if board.first is None or board.last is None:
        yield t(N_("Nobody voted in a duel yet. /duel has the next turn told by two hidden models."))
        return
    days = f"{format_dt(board.first, 'd')} – {format_dt(board.last, 'd')}"
    counted = N_("{days} · duels: {duels} · votes: {votes} · voters: {voters}")
    if shared:
        counted = N_("{days} · servers: {servers} · duels: {duels} · votes: {votes} · voters: {voters}")
    yield t(counted).format(
        days=days,
        duels=count(board.duels, language),
        votes=count(board.votes, language),
        voters=count(board.voters, language),
        servers=count(board.servers, language),
    )
    bent = t(N_("Drawn or both bad: {drawn} · the busiest voter’s share of the votes: {busiest}"))
    yield "-# " + bent.format(
        drawn=share(board.drawn.found, board.drawn.of, language),
        busiest=share(board.busiest.found, board.busiest.of, language),
    )
    if board.left.of:
        yield "-# " + t(N_("Won by the left side: {rate}")).format(rate=rated(board.left, language))
    if board.lopsided:
        yield "⚠️ " + t(N_("One side wins oftener than chance would have it: read these figures with care."))
    if board.length is not None:
        taken_out = t(N_("Length is taken out: a telling twice as long gains {points} points ({low} to {high})."))
        length = board.length
        points, low, high = (_signed(each, language) for each in (length.points, length.low, length.high))
        yield "-# " + taken_out.format(points=points, low=low, high=high)


def _lines(standing: Standing, language: str) -> Iterator[str]:
    def t(sentence: str) -> str:
        return translate(sentence, language)

    if standing.rating is not None:
        yield _points(standing.rating, language)
    rate = standing.rate
    if rate is not None and rate.of:
        yield t(N_("Won, of those with a winner: {rate}")).format(rate=rated(rate, language))
    sentence = t(N_("{won} won, {drawn} drawn, {lost} lost · votes: {votes} · voters: {voters}"))
    yield "-# " + sentence.format(
        won=count(standing.won, language),
        drawn=count(standing.drawn, language),
        lost=count(standing.lost, language),
        votes=count(standing.votes, language),
        voters=count(standing.voters, language),
    )
    if standing.rating is not None:
        yield "-# " + _better(standing.rating, language)
    elif standing.lack is not None:
        yield "-# " + _lacking(standing, standing.lack, language)


def _points(rating: Rating, language: str) -> str:
    sentence = translate(N_("**{points}** points ({low} to {high})"), language)
    points, low, high = (count(round(each), language) for each in (rating.points, rating.low, rating.high))
    return sentence.format(points=points, low=low, high=high)


def _better(rating: Rating, language: str) -> str:
    if not rating.better_than:
        return translate(N_("Better than none of the others, as far as these duels can say."), language)
    names = ", ".join(named(model, 60) for model in rating.better_than[:_NAMES])
    if len(rating.better_than) > _NAMES:
        names += ", …"
    return translate(N_("Better than: {models}"), language).format(models=names)


def _lacking(standing: Standing, lack: Lack, language: str) -> str:
    """Say what keeps a model from a rating."""
    if lack != "duels":
        return translate(_LACKING[lack], language).format(voters=count(VOTERS_FROM, language))
    if standing.tier == "counted":
        sentence = N_("Only counted: a win rate takes {some} duels, a rating {many}.")
    else:
        sentence = N_("Preliminary: a rating takes {many} duels, {missing} more than there are.")
    return translate(sentence, language).format(
        some=count(RATE_FROM, language), many=count(RATED_FROM, language), missing=count(standing.missing, language)
    )


def _signed(points: float, language: str) -> str:
    return written(f"{round(points):+,}", language)
