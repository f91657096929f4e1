"""The language a story is written in, as models are told it."""

from __future__ import annotations

from bot.domain.campaign import Campaign
from bot.i18n import language_names
from bot.prompts.room import escaped, fit

LANGUAGE_NAMES = {"en": "English", "fr": "French (français)"}
_OWN_ROOM = 60


def language_name(language: str) -> str:
    """Name one of Skald's own languages."""
    return LANGUAGE_NAMES.get(language) or language_names().get(language, language)


def story_language(campaign: Campaign) -> str:
    """Name the language of a campaign's story: the one the table asked for, else the campaign's own."""
    own = campaign.rules.story_language
    return escaped(fit(own, _OWN_ROOM)) if own else language_name(campaign.language)
