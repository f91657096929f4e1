"""Show who is at the table: each model, what it would cost here and how long it keeps people waiting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

import discord

from bot.domain.plaintext import escape, shorten
from bot.i18n import N_, translate
from bot.services.models import WAIT_DAYS, Average, Order, Roster, Seat
from bot.ui.cards import COLOUR
from bot.ui.figures import count, decimal, dollars, seconds, share

A_PAGE: Final = 8
_FIELD: Final = 1024

_WHY_NOT: Final = {
    "retired": N_("retired by their vendor"),
    "no key": N_("no key"),
    "sealed key": N_("this server's key has to be set again"),
    "not running": N_("not running"),
    "not pulled": N_("not pulled"),
}
_LOCAL: Final = ("ollama", "offline")


class Page(NamedTuple):
    """One page of the table, and how many there are; counted from 1."""

    embed: discord.Embed
    number: int
    pages: int


class _Field(NamedTuple):
    name: str
    value: str


def models_page(roster: Roster, language: str, number: int = 1) -> Page:
    """Show one page; a number beyond the last shows the last."""
    fields = [*(_seat(seat, language) for seat in roster.seats if seat.absent is None), *_absent(roster, language)]
    pages = max(1, -(-len(fields) // A_PAGE))
    number = min(max(number, 1), pages)
    title = translate(N_("Who is at the table"), language) + (f" · {number}/{pages}" if pages > 1 else "")
    embed = discord.Embed(title=title, colour=COLOUR)
    embed.description = "\n".join(_chosen(roster, language))
    for field in fields[(number - 1) * A_PAGE : number * A_PAGE]:
        embed.add_field(name=field.name, value=field.value, inline=False)
    embed.set_footer(text="\n".join(_counted(roster.average, language)))
    return Page(embed, number, pages)


def _chosen(roster: Roster, language: str) -> Iterator[str]:
    """Say which models tell here."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    if roster.order is None:
        yield t(N_("No campaign is played in this channel."))
    else:
        yield t(N_("This campaign: {models}")).format(models=_order(roster.order, language))
    if roster.server_default is not None:
        yield t(N_("The default of this server: {model}")).format(model=f"**{_name(t(roster.server_default))}**")


def _order(order: Order, language: str) -> str:
    first = f"**{_name(translate(order.tells, language))}**"
    if order.missing:
        first = translate(N_("{model}, not offered now"), language).format(model=first)
    if not order.fallbacks:
        return first
    fallbacks = ", ".join(_name(translate(label, language)) for label in order.fallbacks[:10])
    return translate(N_("{model}; when it fails: {fallbacks}"), language).format(model=first, fallbacks=fallbacks)


def _seat(seat: Seat, language: str) -> _Field:
    facts = [_state(seat, language)]
    if seat.own_key:
        facts.append("🔑 " + translate(N_("this server's key"), language))
    lines = (
        f"-# {_name(seat.card.name, 200)}",
        " · ".join(facts),
        f"{_price(seat, language)} · {_wait(seat, language)}",
    )
    return _Field(_name(translate(seat.card.label, language)), "\n".join(lines))


def _state(seat: Seat, language: str) -> str:
    if seat.state == "closed":
        return "🟢 " + translate(N_("well"), language)
    if seat.state == "half-open":
        return "🟡 " + translate(N_("being tried"), language)
    wait = seconds(max(seat.try_after, 1.0) * 1000, language)
    return "🔴 " + translate(N_("resting, asked again in {wait}"), language).format(wait=wait)


def _price(seat: Seat, language: str) -> str:
    if seat.per_thousand is None:
        return translate(N_("price unknown"), language)
    if seat.per_thousand == 0 and seat.card.provider in _LOCAL:
        return translate(N_("free (local)"), language)
    price = dollars(
        seat.per_thousand.quantize(Decimal("0.01")) if seat.per_thousand >= 1 else seat.per_thousand, language
    )
    return translate(N_("{price} for 1,000 turns"), language).format(price=price)


def _wait(seat: Seat, language: str) -> str:
    n = count(seat.samples, language)
    if seat.first_word is None:
        return translate(N_("first word: known from 10 turns on ({n} so far)"), language).format(n=n)
    wait = seconds(seat.first_word, language)
    return translate(N_("first word after {wait} (n = {n})"), language).format(wait=wait, n=n)


def _absent(roster: Roster, language: str) -> Iterator[_Field]:
    """List the models that cannot be picked by the reason, in as few fields as their names fit into."""
    order = list(_WHY_NOT)
    absent = [(seat.absent, seat) for seat in roster.seats if seat.absent is not None]
    absent.sort(key=lambda each: order.index(each[0]))
    for why, seats in groupby(absent, key=lambda each: each[0]):
        name = translate(N_("Not at the table: {why}"), language).format(why=translate(_WHY_NOT[why], language))
        for value in _packed(_name(translate(seat.card.label, language)) for _, seat in seats):
            yield _Field(name, value)


def _packed(names: Iterable[str]) -> Iterator[str]:
    line = ""
    for name in names:
        if line and len(line) + len(name) + 2 > _FIELD:
            yield line
            line = ""
        line = f"{line}, {name}" if line else name
    if line:
        yield line


def _counted(average: Average, language: str) -> Iterator[str]:
    """Say what the figures were counted over."""
    tokens = average.tokens
    sentence = {
        "campaign": N_("Prices: at the average of this campaign, n = {n}: {turn}."),
        "server": N_("Prices: at the average of this server, n = {n}: {turn}."),
        "typical": N_("Prices: for a typical turn, because none was counted here yet: {turn}."),
    }[average.of]
    turn = translate(
        N_("{input} tokens in ({cached} of them cached) and {output} out a turn, calls: {calls}"), language
    )
    told = translate(turn, language).format(
        calls=decimal(average.per_turn(tokens.calls), language),
        input=count(round(average.per_turn(tokens.input_tokens)), language),
        cached=share(tokens.cache_read_tokens, tokens.input_tokens, language),
        output=count(round(average.per_turn(tokens.output_tokens)), language),
    )
    yield translate(sentence, language).format(n=count(average.turns, language), turn=told)
    waits = N_("First word: the median on this server in the last {days} days, from 10 turns on.")
    yield translate(waits, language).format(days=WAIT_DAYS)


def _name(text: str, length: int = 100) -> str:
    return escape(shorten(text, length))
