"""Give Discord the commands' names and descriptions in every language Skald speaks."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.i18n import DEFAULT_LANGUAGE, language_names, spoken, translate

_NAMES = frozenset(
    {
        app_commands.TranslationContextLocation.command_name,
        app_commands.TranslationContextLocation.group_name,
        app_commands.TranslationContextLocation.parameter_name,
    }
)


class CatalogueTranslator(app_commands.Translator):
    """Translate through the message catalogues.

    discord.py asks for each string in each of Discord's thirty languages, at every start.
    """

    def __init__(self) -> None:
        self._spoken: dict[discord.Locale, str | None] = {}
        self._own_names: frozenset[str] = frozenset(language_names().values())

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        try:
            language = self._spoken[locale]
        except KeyError:
            found_language = spoken(locale.value)
            language = self._spoken[locale] = None if found_language == DEFAULT_LANGUAGE else found_language
        if language is None:
            return None
        if string.message in self._own_names:
            # Each language goes by its own name, whoever reads the list.
            return None
        found = translate(string.message, language)
        if found == string.message:
            return None
        # Discord takes names in lower case only, but for those of its menus.
        in_menu = isinstance(context.data, app_commands.ContextMenu)
        return found.lower() if context.location in _NAMES and not in_menu else found
