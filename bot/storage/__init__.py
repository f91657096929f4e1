"""Keep what happened: tables, the engine, one store for each aggregate."""

from __future__ import annotations

from dataclasses import dataclass, fields
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from bot.storage.accounts import Accounts
    from bot.storage.actions import Actions
    from bot.storage.archive import Archives
    from bot.storage.attempts import Attempts
    from bot.storage.budgets import Budgets
    from bot.storage.calls import Calls
    from bot.storage.campaigns import Campaigns
    from bot.storage.channels import Channels
    from bot.storage.characters import Characters
    from bot.storage.comparison import Comparison
    from bot.storage.compendium import CompendiumStore
    from bot.storage.complaints import Complaints
    from bot.storage.contexts import Contexts
    from bot.storage.credentials import Credentials
    from bot.storage.decided import DecidedDuels
    from bot.storage.directory import Directory
    from bot.storage.drafts import Drafts
    from bot.storage.duels import Duels
    from bot.storage.engine import Database
    from bot.storage.forgetting import Forgetting
    from bot.storage.guilds import Guilds
    from bot.storage.identities import IdentityStore
    from bot.storage.images import Images
    from bot.storage.incidents import Incidents
    from bot.storage.keys import Keys
    from bot.storage.languages import Languages
    from bot.storage.ledger import Ledger
    from bot.storage.members import Members
    from bot.storage.memory import Memories
    from bot.storage.merging import Merging
    from bot.storage.own_figures import OwnFigures
    from bot.storage.personal import Personal
    from bot.storage.raw_figures import RawFigures
    from bot.storage.recall import Recall
    from bot.storage.receipts import Receipts
    from bot.storage.reliability import Reliabilities
    from bot.storage.replays import Replays
    from bot.storage.rollups import RollUps
    from bot.storage.schedules import Schedules
    from bot.storage.sessions import Sessions
    from bot.storage.statistics import Statistics
    from bot.storage.turns import Turns
    from bot.storage.undo import Undo
    from bot.storage.vitals import VitalStore


_ELSEWHERE: Final = {"archives": "archive"}
"""The stores whose module has another name."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Every store over one open database."""

    database: Database
    accounts: Accounts
    actions: Actions
    archives: Archives
    attempts: Attempts
    budgets: Budgets
    calls: Calls
    campaigns: Campaigns
    channels: Channels
    characters: Characters
    comparison: Comparison
    compendium: CompendiumStore
    complaints: Complaints
    contexts: Contexts
    credentials: Credentials
    decided: DecidedDuels
    directory: Directory
    drafts: Drafts
    duels: Duels
    forgetting: Forgetting
    guilds: Guilds
    identities: IdentityStore
    images: Images
    incidents: Incidents
    keys: Keys
    languages: Languages
    ledger: Ledger
    members: Members
    memory: Memories
    merging: Merging
    own_figures: OwnFigures
    personal: Personal
    raw_figures: RawFigures
    recall: Recall
    receipts: Receipts
    rollups: RollUps
    schedules: Schedules
    reliability: Reliabilities
    replays: Replays
    sessions: Sessions
    statistics: Statistics
    turns: Turns
    undo: Undo
    vitals: VitalStore

    @classmethod
    def over(cls, database: Database) -> Stores:
        """Build the stores; SQLAlchemy is loaded here, not with the package."""
        kinds: dict[str, str] = {field.name: str(field.type) for field in fields(cls) if field.name != "database"}
        return cls(database=database, **{name: _store(name, kind)(database) for name, kind in kinds.items()})


def _store(name: str, kind: str) -> Any:
    """Return the class of a store; it stands in the module of its own name."""
    return getattr(import_module(f"bot.storage.{_ELSEWHERE.get(name, name)}"), kind)
