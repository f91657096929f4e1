"""Every route of the REST API."""

from __future__ import annotations

from playground.rest import applications, channels, guilds, interactions, messages, reactions, threads, webhooks
from playground.rest.routing import Table


def build_table() -> Table:
    """Return the table of all routes."""
    table = Table()
    for family in (applications, messages, reactions, channels, threads, guilds, interactions, webhooks):
        family.add_routes(table)
    return table
