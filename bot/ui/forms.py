"""Forms that can be sent after a restart: everything about them is in their id, and what was typed in the answer."""

from __future__ import annotations

from typing import Any, cast

import discord


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


def filled_in(interaction: discord.Interaction[Any]) -> dict[str, str]:
    """Return what stands in each field of a form that was sent, by the field's id; of a choice, the first value."""
    rows = cast("list[dict[str, Any]]", cast("dict[str, Any]", interaction.data or {}).get("components", []))
    fields = (cast("dict[str, Any]", row.get("component") or {}) for row in rows)
    return {str(field["custom_id"]): _value(field) for field in fields if "custom_id" in field}


def _value(field: dict[str, Any]) -> str:
    values = cast("list[Any]", field.get("values") or [])
    return str(field.get("value") or (values[0] if values else ""))
