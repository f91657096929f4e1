"""The receipt of a turn, as one embed that reads well on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import discord

from bot.domain.attempt import Attempt
from bot.domain.plaintext import escape, shorten
from bot.domain.receipt import Receipt, Total
from bot.i18n import N_, NN_, plural, translate
from bot.services.receipts import ReceiptView
from bot.ui.cards import COLOUR
from bot.ui.disagreements import findings_shown
from bot.ui.figures import count, dollars, seconds, share
from bot.ui.outcomes import outcome

# Discord takes 6,000 characters in all: 4,096 of description, 1,024 of each field.
ATTEMPTS_LENGTH = 2800
FIELD_LENGTH = 1024
_NAME_LENGTH = 60

TOLD_BY = N_("Told by {model}.")
TOLD_INSTEAD = N_("Told by {model} in place of {wanted}.")
TOLD_AGAIN = N_("It was told again since: the story goes on from take {take}.")
TOLD_OTHERWISE = N_("The story does not go on from this telling any more.")
TRY = N_("try {number}")
FIRST_TOKEN = N_("{time} to the first token")
IN_ALL = N_("{time} in all")
TOKENS = N_("{input} tokens in, {output} out")
TOKENS_CACHED = N_("{input} tokens in ({share} cached), {output} out")
ALL_TOKENS_CACHED = N_("{input} in, {cached} of them from the cache ({share}), {output} out")
ESTIMATED = N_("estimated")
PRICE_UNKNOWN = N_("price unknown")
AT_LEAST = N_("at least {cost} (price unknown: {count})")
UNREPORTED = N_("not reported: {count}")
BOTH_WORDS = N_("First word after {first}, last word after {last}.")
FIRST_WORD = N_("First word after {first}. The whole text has not arrived yet.")
NO_WORD = N_("It has not arrived yet.")
REMEMBERED = NN_(
    "Remembered: {n} message, turns {first} to {last}", "Remembered: {n} messages, turns {first} to {last}"
)
REMEMBERED_ONE = NN_("Remembered: {n} message of turn {first}", "Remembered: {n} messages of turn {first}")
MORE = N_("… and {count} more")


def receipt_card(view: ReceiptView, language: str) -> discord.Embed:
    """Show what a turn took and gave: who told it, how long it took, what it cost, what the rules decided."""
    receipt = view.receipt
    embed = discord.Embed(title=_title(receipt, language), colour=COLOUR)
    attempts = [_attempt(attempt, view, language) for attempt in receipt.attempts]
    embed.description = f"{_who(view, language)}\n\n{_listed(attempts, ATTEMPTS_LENGTH, language)}".rstrip()

    def add(name: str, value: str) -> None:
        embed.add_field(name=translate(name, language), value=value[:FIELD_LENGTH], inline=False)

    add(N_("What you waited"), _felt(receipt, language))
    if receipt.attempts:
        total = receipt.total
        add(N_("Tokens"), _all_tokens(total, language))
        add(N_("Cost"), _all_cost(total, language))
    if receipt.summaries:
        lines = list(receipt.summaries)
        add(N_("Dice and changes"), _listed(lines, FIELD_LENGTH, language))
    if findings := findings_shown(receipt.findings, language):
        add(N_("What did not agree"), _listed(findings, FIELD_LENGTH, language))
    if remembered := _remembered(receipt, language):
        add(N_("Memory"), remembered)
    return embed


def _title(receipt: Receipt, language: str) -> str:
    if receipt.take == 1 and receipt.standing_take in (None, 1):
        title = translate(N_("🧾 Turn {number}"), language)
    else:
        title = translate(N_("🧾 Turn {number}, take {take}"), language)
    return title.format(number=count(receipt.number, language), take=count(receipt.take, language))


def _who(view: ReceiptView, language: str) -> str:
    receipt = view.receipt
    model, wanted = receipt.model or "?", receipt.wanted_model
    sentence = TOLD_BY if wanted is None or wanted == model else TOLD_INSTEAD
    said = translate(sentence, language).format(
        model=_name(view, model, language), wanted=_name(view, wanted or model, language)
    )
    if receipt.standing_take is None:
        said += f"\n{translate(TOLD_OTHERWISE, language)}"
    elif receipt.standing_take != receipt.take:
        said += "\n" + translate(TOLD_AGAIN, language).format(take=count(receipt.standing_take, language))
    return said


def _attempt(attempt: Attempt, view: ReceiptView, language: str) -> str:
    """Write two lines on one attempt: what became of it, and what it took."""
    mark, words = outcome(attempt, language)
    head = f"{mark} {_name(view, f'{attempt.provider}/{attempt.model}', language)} · {words}"
    if attempt.attempt > 1:
        head += " · " + translate(TRY, language).format(number=attempt.attempt)
    took = [
        ""
        if attempt.ttft_ms is None
        else translate(FIRST_TOKEN, language).format(time=seconds(attempt.ttft_ms, language)),
        translate(IN_ALL, language).format(time=seconds(attempt.e2e_ms, language)),
        _tokens(attempt, language),
        _cost(attempt.cost_usd, language),
    ]
    return f"{head}\n-# {' · '.join(filter(None, took))}"


def _tokens(attempt: Attempt, language: str) -> str:
    if attempt.input_tokens is None or attempt.output_tokens is None:
        return ""
    if not attempt.input_tokens and not attempt.output_tokens:
        return ""
    cached = attempt.cache_read_tokens
    text = translate(TOKENS if cached is None else TOKENS_CACHED, language).format(
        input=count(attempt.input_tokens, language),
        output=count(attempt.output_tokens, language),
        share=share(cached or 0, attempt.input_tokens, language),
    )
    return _marked(text, attempt.usage_source == "estimated", language)


def _all_tokens(total: Total, language: str) -> str:
    unreported = translate(UNREPORTED, language).format(count=count(total.unreported, language))
    if total.input_tokens is None or total.output_tokens is None:
        return unreported if total.unreported else "0"
    cached = total.cached_tokens if total.input_tokens else None
    text = translate(TOKENS if cached is None else ALL_TOKENS_CACHED, language).format(
        input=count(total.input_tokens, language),
        cached=count(cached or 0, language),
        share=share(cached or 0, total.input_tokens, language),
        output=count(total.output_tokens, language),
    )
    text = _marked(text, total.estimated, language)
    return f"{text} · {unreported}" if total.unreported else text


def _cost(cost: Decimal | None, language: str) -> str:
    return translate(PRICE_UNKNOWN, language) if cost is None else dollars(cost, language)


def _all_cost(total: Total, language: str) -> str:
    if not total.cost_usd and total.unpriced:
        return translate(PRICE_UNKNOWN, language)
    cost = _cost(total.cost_usd, language)
    if total.unpriced:
        cost = translate(AT_LEAST, language).format(cost=cost, count=count(total.unpriced, language))
    return _marked(cost, total.estimated and bool(total.cost_usd), language)


def _marked(text: str, estimated: bool, language: str) -> str:
    return f"{text} ({translate(ESTIMATED, language)})" if estimated else text


def _felt(receipt: Receipt, language: str) -> str:
    first, last = receipt.first_word_ms, receipt.last_word_ms
    if first is None:
        return translate(NO_WORD, language)
    if last is None:
        return translate(FIRST_WORD, language).format(first=seconds(first, language))
    return translate(BOTH_WORDS, language).format(first=seconds(first, language), last=seconds(last, language))


def _remembered(receipt: Receipt, language: str) -> str:
    memories = receipt.memories or {}
    messages, first, last = (memories.get(name) for name in ("messages", "from_turn", "to_turn"))
    if not (isinstance(messages, int) and isinstance(first, int) and isinstance(last, int)) or not messages:
        return ""
    return plural(REMEMBERED_ONE if first == last else REMEMBERED, messages, language).format(
        n=count(messages, language), first=count(first, language), last=count(last, language)
    )


def _name(view: ReceiptView, model: str, language: str) -> str:
    return f"**{escape(shorten(translate(view.label(model), language), _NAME_LENGTH))}**"


def _listed(lines: Sequence[str], length: int, language: str) -> str:
    """Join lines to at most `length` characters; what does not fit is counted in a last line."""
    whole = "\n".join(lines)
    if len(whole) <= length:
        return whole
    kept: list[str] = []
    room = length - len(_more(len(lines), language))
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, _more(len(lines) - len(kept), language)])


def _more(left: int, language: str) -> str:
    return translate(MORE, language).format(count=count(left, language))
