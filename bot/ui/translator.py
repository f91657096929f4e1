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
    """Translate through the message catalogues."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        language = spoken(locale.value)
        if language is None or language == DEFAULT_LANGUAGE:
            return None
        if string.message in language_names().values():
            # Each language goes by its own name, whoever reads the list.
            return None
        found = translate(string.message, language)
        if found == string.message:
            return None
        # Discord takes names in lower case only, but for those of its menus.
        in_menu = isinstance(context.data, app_commands.ContextMenu)
        return found.lower() if context.location in _NAMES and not in_menu else found
