"""Find out by real calls whether a key is any good, before it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from bot.domain.attempt import Attempt
from bot.domain.conversation import Brief, Message, Prompt
from bot.errors import SkaldError
from bot.i18n import N_
from bot.llm import errors, prices
from bot.llm.attempts import tell
from bot.llm.breaker import Breaker
from bot.llm.catalogue import ModelCard
from bot.llm.chat import Usage
from bot.llm.clients import Clients, endpoint_at
from bot.llm.errors import LLMError
from bot.llm.providers.endpoint import Address
from bot.llm.providers.listing import Fault, list_models
from bot.llm.serving import is_listed
from bot.llm.speaker import Speaker

LIST_SECONDS: Final = 8.0
ALL_SECONDS: Final = 25.0
# A key may be kept from some models of its vendor; asking for every one of a long catalogue proves no more.
_MOST_MODELS: Final = 3

_PROMPT: Final = Prompt(
    system="Answer with one word.",
    messages=(Message("user", "Say: ready"),),
    brief=Brief("en", "", (), 0, (), ()),
    tools=(),
    max_tokens=16,
)


class BadKey(SkaldError):
    """A key that is not kept; each reason has its own sentence, and none repeats what the vendor said."""

    sentence = N_("{provider} did not accept this key. Nothing was kept.")


class WrongKey(BadKey):
    sentence = N_("{provider} does not know this key. Copy it whole from your account there; nothing was kept.")


class LapsedKey(BadKey):
    sentence = N_("{provider} says that this key has expired or was revoked. Make a new one there; nothing was kept.")


class ForbiddenKey(BadKey):
    sentence = N_(
        "{provider} knows this key, but it may not be used for chat models. Widen its rights; nothing was kept."
    )


class NoModels(BadKey):
    sentence = N_("This key reaches {provider}, but none of the models Skald knows there. Nothing was kept.")


class NoCredit(BadKey):
    sentence = N_("The account behind this key has no credit left at {provider}. Top it up first; nothing was kept.")


class ServerBusy(BadKey):
    sentence = N_("{provider} takes no more requests with this key just now. Try again in a minute; nothing was kept.")


class ServerInTrouble(BadKey):
    sentence = N_("{provider} is in trouble at the moment, so the key could not be tried. Try again later.")


class ServerSilent(BadKey):
    sentence = N_("{provider} took too long to answer, so the key could not be tried. Try again later.")


class ServerUnreachable(BadKey):
    sentence = N_(
        "{provider} cannot be reached, so the key could not be tried. Whoever runs Skald should look at its address."
    )


class NotAVendor(BadKey):
    sentence = N_(
        "What answers at the address of {provider} is a web page, or something else that serves no models. Whoever "
        "runs Skald should check it; nothing was kept."
    )


class HugeAnswer(BadKey):
    sentence = N_(
        "{provider} answered with far more than a list of models, which Skald does not read. Whoever runs Skald should "
        "check its address; nothing was kept."
    )


class Unclear(BadKey):
    sentence = N_("{provider} did not answer as it should, so the key could not be tried. Nothing was kept.")


_OF_A_LISTING: Mapping[Fault, type[BadKey]] = {
    "refused": WrongKey,
    "lapsed": LapsedKey,
    "unpaid": NoCredit,
    "busy": ServerBusy,
    "trouble": ServerInTrouble,
    "silent": ServerSilent,
    "unreachable": ServerUnreachable,
    "no api": NotAVendor,
    "huge": HugeAnswer,
}
_OF_A_REPLY: Sequence[tuple[type[LLMError], type[BadKey]]] = (
    (errors.KeyRefused, WrongKey),
    (errors.OutOfCredit, NoCredit),
    (errors.RateLimited, ServerBusy),
    (errors.Overloaded, ServerInTrouble),
    (errors.TooSlow, ServerSilent),
    (errors.Unreachable, ServerUnreachable),
    (errors.NotAnApi, NotAVendor),
)
# The vendor took the key and the model answered; what it said does not matter.
_PROOF = (errors.Refusal, errors.ContentFiltered, errors.Empty)


async def try_key(clients: Clients, address: Address, cards: Sequence[ModelCard], attempts: list[Attempt]) -> None:
    """Call an address with its key: for its list of models, then for one word; raises `BadKey`.

    The list is quick and names the models, but proves nothing by itself: some servers list for everybody, and no list
    knows whether there is credit. `cards` are the models Skald knows there, best first; each attempt is measured.
    """
    try:
        async with asyncio.timeout(ALL_SECONDS):
            await _try(clients, address, cards, attempts)
    except TimeoutError:
        raise ServerSilent(provider=address.name) from None


async def _try(clients: Clients, address: Address, cards: Sequence[ModelCard], attempts: list[Attempt]) -> None:
    listing = await list_models(clients.session(), address, seconds=min(LIST_SECONDS, address.timeout))
    if listing.fault is not None and (kind := _OF_A_LISTING.get(listing.fault)) is not None:
        raise kind(provider=address.name)
    listed = [card for card in cards if is_listed(listing.models, card)]
    await asyncio.to_thread(prices.load)
    reason: type[BadKey] = NoModels
    # A list may name a model otherwise than it is asked for, so one that names none of ours does not decide.
    for card in sorted(listed or cards, key=_cost)[:_MOST_MODELS]:
        try:
            await _ask(clients, address, card, attempts)
        except (errors.ModelUnknown, errors.RequestRefused):
            continue
        except _PROOF:
            return
        except LLMError as error:
            if isinstance(error, errors.KeyRefused) and error.status == 403:
                # One model may be out of a good key's reach; a key that may not even list is simply not taken.
                reason = WrongKey if listing.fault == "forbidden" else ForbiddenKey
                continue
            kinds = (kind for failure, kind in _OF_A_REPLY if isinstance(error, failure))
            raise next(kinds, Unclear)(provider=address.name) from None
        return
    raise reason(provider=address.name)


def _cost(card: ModelCard) -> Decimal:
    """Return what a model takes for a short reply; who takes nobody knows what is asked last."""
    cost = prices.price_of(card)(Usage(20, 10), datetime.now(UTC)).usd
    return Decimal("Infinity") if cost is None else cost


async def _ask(clients: Clients, address: Address, card: ModelCard, attempts: list[Attempt]) -> None:
    endpoint = endpoint_at(address, clients.session)
    try:
        await endpoint.warm()
        # A breaker of its own: a wrong key must not count against those who have a good one.
        speaker = Speaker(card, endpoint.chat(card), Breaker(), prices.price_of(card), own_key=True)
        patience = min(LIST_SECONDS, address.timeout)
        reply = tell(
            speaker,
            _PROMPT,
            purpose="test",
            attempts=attempts,
            first_token_timeout=patience,
            stall_timeout=patience,
            tries=1,
        )
        async with aclosing(reply) as events:
            async for _event in events:
                pass
    finally:
        await endpoint.close()
