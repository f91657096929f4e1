"""Make what a schedule posts: a chart, or the digest of a week."""

from __future__ import annotations

from typing import Final

from bot.domain.plaintext import escape
from bot.domain.schedule import DIGEST, Run, window_of
from bot.domain.statistics import Filters, Scope, Window, last_days
from bot.i18n import N_, translate
from bot.services.campaigns import NoSuchCampaign
from bot.services.chart_kinds import NotComparable, TooFewData
from bot.services.charting import ChartService
from bot.services.digest import digest
from bot.services.ports import Attachment
from bot.services.postings import Post
from bot.services.statistics import StatisticsService
from bot.storage import Stores

TITLE: Final = N_("**The week in figures** · {start} – {end}")


class Composer:
    """Gather and draw what a run posts."""

    def __init__(self, stores: Stores, statistics: StatisticsService, charts: ChartService) -> None:
        self._stores = stores
        self._statistics = statistics
        self._charts = charts

    async def compose(self, run: Run) -> Post:
        """Return what a run posts; raises `NoSuchCampaign`, `NoSuchChart`, `DraughtsmanBusy`."""
        order = run.schedule.order
        place = None if order.campaign_id is None else await self._name(order.campaign_id, order.guild_id)
        scope = Scope(order.guild_id, None if order.campaign_id is None else (order.campaign_id,))
        # By hand it is about now; by the clock it is about its slot, however late it is drawn.
        window = last_days(order.days, run.slot) if run.by_hand else window_of(run.slot, order.days)
        if order.what == DIGEST:
            return Post(await self._digest(scope, window, order.language))
        try:
            chart = await self._charts.draw(order.what, scope, Filters(window), order.language, place=place)
        except (TooFewData, NotComparable) as missing:
            # Too few data are no failure, and silence would look like one.
            return Post(f"-# {missing.say(order.language)}")
        return Post(f"**{escape(chart.title)}**", (Attachment(f"{order.what}.png", chart.png, chart.alt),))

    async def _digest(self, scope: Scope, window: Window, language: str) -> str:
        earlier = Window(window.start - (window.end - window.start), window.start)
        week = await self._statistics.models(scope, Filters(window))
        before = await self._statistics.models(scope, Filters(earlier))
        days = (f"<t:{int(moment.timestamp())}:d>" for moment in (window.start, window.end))
        title = translate(TITLE, language).format(**dict(zip(("start", "end"), days, strict=True)))
        return "\n".join((title, *(f"- {sentence}" for sentence in digest(week, before, language))))

    async def _name(self, campaign_id: int, guild_id: int) -> str:
        try:
            campaign = await self._stores.campaigns.get(campaign_id)
        except LookupError:
            raise NoSuchCampaign from None
        if campaign.guild_id != guild_id:
            raise NoSuchCampaign
        return campaign.name
