"""Read what is kept of one person, for them to take along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Executable, func, select

from bot.storage.engine import Database
from bot.storage.tables import (
    account_identities,
    accounts,
    actions,
    budgets,
    campaigns,
    characters,
    complaints,
    credentials,
    duels,
    facts,
    images,
    ledger,
    llm_calls,
    login_attempts,
    members,
    replays,
    schedules,
    sessions,
    turns,
    votes,
)

Rows = Mapping[str, list[dict[str, Any]]]


_STORY = campaigns.c.name.label("campaign")


class Personal:
    """Everything that is kept of one person, table by table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, account_id: int) -> Rows:
        """Return what leads to somebody or came from them, by what it is; hashes of passwords are no part of it."""
        found: dict[str, list[dict[str, Any]]] = {}
        async with self._database.autocommit() as connection:
            for name, query in _queries(account_id).items():
                found[name] = [dict(row) for row in (await connection.execute(query)).mappings()]
        return found


def _queries(account_id: int) -> dict[str, Executable]:
    return _of_the_person(account_id) | _of_play(account_id) | _of_comparing(account_id)


def _of_the_person(account_id: int) -> dict[str, Executable]:
    discord_ids = select(account_identities.c.identity).where(account_identities.c.account_id == account_id)
    return {
        "account": select(accounts.c.name, accounts.c.language, accounts.c.created_at, accounts.c.delete_after).where(
            accounts.c.id == account_id
        ),
        "discord_users": select(
            account_identities.c.provider, account_identities.c.identity, account_identities.c.created_at
        ).where(account_identities.c.account_id == account_id),
        "registration": select(credentials.c.email, credentials.c.made_at, credentials.c.changed_at).where(
            credentials.c.account_id == account_id
        ),
        "sessions": select(sessions.c.discord_id, sessions.c.started_at, sessions.c.seen_at, sessions.c.ended_at).where(
            sessions.c.account_id == account_id
        ),
        "sign_ins": select(
            login_attempts.c.at, login_attempts.c.discord_id, login_attempts.c.name, login_attempts.c.outcome
        ).where((login_attempts.c.account_id == account_id) | login_attempts.c.discord_id.in_(discord_ids)),
    }


def _of_play(account_id: int) -> dict[str, Executable]:
    return {
        "campaigns": select(campaigns.c.id, campaigns.c.name, members.c.role, members.c.joined_at)
        .join(members, members.c.campaign_id == campaigns.c.id)
        .where(members.c.account_id == account_id)
        .order_by(members.c.joined_at),
        "characters": select(characters, campaigns.c.state, _STORY)
        .outerjoin(campaigns, campaigns.c.id == characters.c.campaign_id)
        .where(characters.c.account_id == account_id)
        .order_by(characters.c.id),
        "actions": select(actions.c.received_at, _STORY, actions.c.author, actions.c.kind, actions.c.text)
        .join(campaigns, campaigns.c.id == actions.c.campaign_id)
        .where(actions.c.account_id == account_id, actions.c.kind != "xcard")
        .order_by(actions.c.id),
        "facts": select(facts.c.made_at, _STORY, facts.c.kind, facts.c.subject, facts.c.text)
        .join(campaigns, campaigns.c.id == facts.c.campaign_id)
        .where(facts.c.account_id == account_id, facts.c.removed_at.is_(None))
        .order_by(facts.c.id),
        "changes_by_hand": select(_STORY, ledger.c.after_turn, ledger.c.kind, ledger.c.summary)
        .join(campaigns, campaigns.c.id == ledger.c.campaign_id)
        .where(ledger.c.account_id == account_id)
        .order_by(ledger.c.id),
        "pictures": select(
            images.c.made_at, images.c.kind, images.c.model, images.c.prompt, images.c.alt, images.c.file
        )
        .where(images.c.account_id == account_id)
        .order_by(images.c.id),
    }


def _of_comparing(account_id: int) -> dict[str, Executable]:
    return {
        "budgets": select(budgets.c.period, budgets.c.unit, budgets.c.amount).where(
            budgets.c.scope == "player", budgets.c.subject == account_id
        ),
        "ballots": select(votes.c.voted_at, duels.c.number.label("turn"), votes.c.choice, duels.c.status, _STORY)
        .join(duels, duels.c.id == votes.c.duel_id)
        .outerjoin(campaigns, campaigns.c.id == duels.c.campaign_id)
        .where(votes.c.account_id == account_id)
        .order_by(votes.c.duel_id),
        "complaints": select(
            complaints.c.made_at, _STORY, turns.c.number.label("turn"), complaints.c.what, complaints.c.words
        )
        .join(turns, turns.c.id == complaints.c.turn_id)
        .join(campaigns, campaigns.c.id == turns.c.campaign_id)
        .where(complaints.c.account_id == account_id)
        .order_by(complaints.c.id),
        "schedules": select(schedules.c.made_at, schedules.c.what, schedules.c.cron, schedules.c.zone)
        .where(schedules.c.account_id == account_id)
        .order_by(schedules.c.id),
        "replays": select(replays.c.made_at, _STORY, replays.c.models, replays.c.status)
        .outerjoin(campaigns, campaigns.c.id == replays.c.campaign_id)
        .where(replays.c.account_id == account_id)
        .order_by(replays.c.id),
        "calls_to_models": select(
            llm_calls.c.model,
            llm_calls.c.purpose,
            func.count().label("calls"),
            func.sum(llm_calls.c.cost_usd).label("usd"),
        )
        .where(llm_calls.c.account_id == account_id)
        .group_by(llm_calls.c.model, llm_calls.c.purpose),
    }
