"""The buttons around campaigns: pages of the list, an invitation, and two questions; also after a restart."""

from __future__ import annotations

import re
from typing import Any, Final, Self

import discord

from bot.i18n import N_, translate
from bot.ui.rows import row_of

Button = discord.ui.Button[discord.ui.View]

JOIN: Final = N_("Join")
HAND_OVER: Final = N_("Hand over")
DELETE: Final = N_("Delete")


class CampaignsPageButton(
    discord.ui.DynamicItem[Button], template=r"skald:campaigns:(?P<page>[0-9]{1,4}):(?P<way>b|f)"
):
    """Ask for a page of the list; the cog listens for `campaigns_page_turned`."""

    def __init__(self, page: int, way: str, *, disabled: bool = False) -> None:
        emoji = "◀️" if way == "b" else "▶️"
        super().__init__(discord.ui.Button(emoji=emoji, custom_id=f"skald:campaigns:{page}:{way}", disabled=disabled))
        self.page = page

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["page"]), match["way"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("campaigns_page_turned", interaction, self.page)


class JoinButton(
    discord.ui.DynamicItem[Button],
    template=r"skald:join:(?P<campaign>[0-9]{1,18}):(?P<guest>[0-9]{1,20})",
):
    """Take an invitation to play, which is for one person; the cog listens for `invitation_taken`."""

    def __init__(self, campaign_id: int, guest_id: int, language: str = "en") -> None:
        style, made = discord.ButtonStyle.success, f"skald:join:{campaign_id}:{guest_id}"
        super().__init__(discord.ui.Button(style=style, label=translate(JOIN, language), custom_id=made))
        self.campaign_id = campaign_id
        self.guest_id = guest_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["campaign"]), int(match["guest"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("invitation_taken", interaction, self.campaign_id, self.guest_id)


class HandOverButton(
    discord.ui.DynamicItem[Button], template=r"skald:handover:(?P<campaign>[0-9]{1,18}):(?P<heir>[0-9]{1,20})"
):
    """Say yes to handing a campaign over; the cog listens for `handover_confirmed`."""

    def __init__(self, campaign_id: int, heir_id: int, language: str = "en") -> None:
        style, made = discord.ButtonStyle.danger, f"skald:handover:{campaign_id}:{heir_id}"
        super().__init__(discord.ui.Button(style=style, label=translate(HAND_OVER, language), custom_id=made))
        self.campaign_id = campaign_id
        self.heir_id = heir_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["campaign"]), int(match["heir"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("handover_confirmed", interaction, self.campaign_id, self.heir_id)


class DeleteButton(discord.ui.DynamicItem[Button], template=r"skald:delete:(?P<campaign>[0-9]{1,18})"):
    """Say yes to deleting a campaign; the cog listens for `deletion_confirmed`."""

    def __init__(self, campaign_id: int, language: str = "en") -> None:
        style, made = discord.ButtonStyle.danger, f"skald:delete:{campaign_id}"
        super().__init__(discord.ui.Button(style=style, label=translate(DELETE, language), custom_id=made))
        self.campaign_id = campaign_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["campaign"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("deletion_confirmed", interaction, self.campaign_id)


BUTTONS: Final = (CampaignsPageButton, JoinButton, HandOverButton, DeleteButton)


def page_row(number: int, pages: int) -> discord.ui.View | None:
    """Build the row under a page of the list, None where there is but one."""
    if pages == 1:
        return None
    back = CampaignsPageButton(max(number - 1, 1), "b", disabled=number == 1)
    return row_of(back, CampaignsPageButton(number + 1, "f", disabled=number == pages))
