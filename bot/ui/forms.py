"""Forms that can be sent after a restart: everything about them is in their id, and what was typed in the answer."""

from __future__ import annotations

from typing import Any, Final, cast

import discord

LARGEST: Final = 2**63 - 1
"""The largest number that a database keeps."""


def ready(form: discord.ui.Modal) -> discord.ui.Modal:
    """Return a form that nobody keeps in memory: whoever listens to `interaction` finds it again by its id."""
    # discord.py keeps a form it shows until somebody sends it, unless it is over.
    form.stop()
    return form


def sent(interaction: discord.Interaction[Any], prefix: str) -> str | None:
    """Return what follows a prefix in the id of a form that was just sent, None for anything else."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    form_id = str(cast("dict[str, Any]", interaction.data or {}).get("custom_id", ""))
    return form_id.removeprefix(prefix) if form_id.startswith(prefix) else None


def number_in(text: str) -> int:
    """Read the number in a form's or a button's id; one that none has for anything else."""
    return min(int(text), LARGEST) if text.isascii() and text.isdigit() and len(text) <= 20 else 0


def filled_in(interaction: discord.Interaction[Any]) -> dict[str, str]:
    """Return what stands in each field of a form that was sent, by the field's id; of a choice, the first value."""
    rows = cast("list[dict[str, Any]]", cast("dict[str, Any]", interaction.data or {}).get("components", []))
    fields = (cast("dict[str, Any]", row.get("component") or {}) for row in rows)
    return {str(field["custom_id"]): _value(field) for field in fields if "custom_id" in field}


def _value(field: dict[str, Any]) -> str:
    values = cast("list[Any]", field.get("values") or [])
    return str(field.get("value") or (values[0] if values else ""))
