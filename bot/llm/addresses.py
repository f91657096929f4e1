"""Know every address models are served at: the vendors' from the settings, the operator's from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import SecretStr

from bot.config import Settings
from bot.llm.catalogue import Dialect, EndpointCard
from bot.llm.providers.endpoint import Address


def addresses(settings: Settings, added: Iterable[EndpointCard], keys: Mapping[str, str | None]) -> dict[str, Address]:
    """Return the addresses by name; `keys` holds the values the endpoints' `api_key_env` name."""
    known = [
        _vendor(settings, "openai", "openai", settings.openai_base_url, settings.openai_api_key),
        _vendor(settings, "anthropic", "anthropic", settings.anthropic_base_url, settings.anthropic_api_key),
        _vendor(settings, "deepseek", "openai", settings.deepseek_base_url, settings.deepseek_api_key),
        Address("ollama", "openai", settings.ollama_base_url, None, settings.api_timeout, None, "OLLAMA_BASE_URL"),
    ]
    for card in added:
        value = keys.get(card.api_key_env) if card.api_key_env else None
        key = SecretStr(value) if value else None
        known.append(Address(card.name, card.dialect, card.base_url, key, settings.api_timeout, card.api_key_env))
    return {address.name: address for address in known}


def _vendor(settings: Settings, name: str, dialect: Dialect, base_url: str, key: SecretStr | None) -> Address:
    setting = name.upper()
    return Address(name, dialect, base_url, key, settings.api_timeout, f"{setting}_API_KEY", f"{setting}_BASE_URL")
