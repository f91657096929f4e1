"""Have a campaign told again from the command line, while the bot plays or not."""

from __future__ import annotations

import asyncio
import os
import sys
from argparse import Namespace

from bot.bootstrap.replaying import replays_alone
from bot.config import Settings
from bot.domain.amount import dollars
from bot.domain.replay import Replay
from bot.i18n import language_of
from bot.services.replay import ReplayService
from bot.services.replay_orders import NoReplay, NothingToReplay, Order
from bot.storage import Stores

PROGRESS_SECONDS = 2.0


async def replay(settings: Settings, given: Namespace) -> int:
    """Begin a replay, or go on with one, and write its report; returns 0 when everything was told.

    Raises `SkaldError` for what cannot be. Whatever ends the program, what was told is kept.
    """
    language = language_of(os.environ.get("LC_ALL") or os.environ.get("LANG"))
    async with replays_alone(settings) as (stores, service):
        if given.campaign is None and given.resume is None:
            await _list(stores)
            return 0
        wanted = await _wanted(stores, service, given, language)
        sys.stdout.write(f"Replay {wanted.id} begins; --resume {wanted.id} goes on with it should it be interrupted.\n")
        progress = asyncio.create_task(_progress(service, wanted))
        try:
            why = await service.carry_out(wanted)
        finally:
            progress.cancel()
        fresh = await stores.replays.get(wanted.id) or wanted
        report = await service.reported(fresh, language)
        given.output.mkdir(parents=True, exist_ok=True)
        file = given.output / report.name
        file.write_text(report.page, encoding="utf-8")
        sys.stdout.write(f"{report.summary}\n{file}\n")
        return 1 if why else 0


async def _list(stores: Stores) -> None:
    found = await stores.contexts.campaigns()
    for number, name, turns in found:
        sys.stdout.write(f"{number}: {name} ({turns} turns)\n")
    sys.stdout.write("Name one, and --models.\n" if found else "No model has told anything here yet.\n")


async def _wanted(stores: Stores, service: ReplayService, given: Namespace, language: str) -> Replay:
    if given.resume is not None:
        found = await stores.replays.get(given.resume)
        if found is None:
            raise NoReplay
        return found
    try:
        campaign = await stores.campaigns.get(given.campaign)
    except LookupError:
        raise NothingToReplay from None
    order = Order(
        guild_id=campaign.guild_id,
        channel_id=None,
        models=tuple(given.models),
        campaign_id=campaign.id,
        language=language,
        first=given.first,
        last=given.last,
        limit_usd=given.limit,
        at_once=given.at_once,
        unattended=True,
    )
    return await service.prepare(order, None)


async def _progress(service: ReplayService, wanted: Replay) -> None:
    while True:
        await asyncio.sleep(PROGRESS_SECONDS)
        view = await service.view(wanted)
        sys.stderr.write(f"{view.told_in_all} of {view.total} told, {dollars(view.spent, 'en')}\n")
