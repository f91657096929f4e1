"""The form a key is pasted into, and the list of the keys a server brought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import discord
from discord.utils import format_dt

from bot.i18n import N_, translate
from bot.services.keys import KEY_LENGTH, KeyView
from bot.ui.cards import COLOUR
from bot.ui.forms import ready

FORM: Final = "skald:key:"


def key_form(provider: str, language: str) -> discord.ui.Modal:
    """Ask for a key. What is typed into a form stands in nobody's history, unlike an option of a command."""
    title = translate(N_("Key for {provider}"), language).format(provider=provider)
    form = discord.ui.Modal(title=title[:45], custom_id=f"{FORM}{provider}")
    key: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id="key", max_length=KEY_LENGTH)
    about = translate(N_("It is tried by a short real call, kept sealed, and never shown again."), language)
    form.add_item(discord.ui.Label(text=translate(N_("Key"), language), description=about, component=key))
    return ready(form)


def kept_key(key: KeyView, language: str) -> str:
    """Say that a key is kept."""
    sentence = N_("The key `…{last_four}` works. From the next turn on, this server's own key is used for {provider}.")
    return translate(sentence, language).format(last_four=key.last_four, provider=key.provider)


def key_list(keys: Sequence[KeyView], language: str) -> discord.Embed:
    """Show the keys a server brought."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    embed = discord.Embed(title=t(N_("Keys of this server")), colour=COLOUR)
    if not keys:
        embed.description = t(
            N_("None yet: /keys set brings one. Until then, the keys of whoever runs Skald are used.")
        )
    for key in keys[:25]:
        who = t(N_("somebody who is gone")) if key.added_by is None else f"<@{key.added_by}>"
        brought = t(N_("`…{last_four}`, brought by {who} {when}"))
        line = brought.format(last_four=key.last_four, who=who, when=format_dt(key.added_at, "R"))
        if not key.opens:
            line += "\n⚠️ " + t(N_("It can no longer be opened, because SECRET_KEY changed. Bring it again: /keys set."))
        embed.add_field(name=key.provider, value=line, inline=False)
    return embed
