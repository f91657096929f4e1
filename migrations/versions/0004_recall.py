"""Find what was told again: a full-text index over the transcript and the facts.

SQLite keeps the words in a table of its own, `recall`, that triggers on `messages` and `facts` write; a step that
rebuilds one of those tables has to make its triggers anew. PostgreSQL keeps them in a generated column. Case and
accents do not matter in either, and the words are as they were told: tables speak more than one language.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0004"
down_revision = "0003"

_ACCENTS = {
    "a": "àáâãäåÀÁÂÃÄÅ",
    "c": "çÇ",
    "e": "èéêëÈÉÊË",
    "i": "ìíîïÌÍÎÏ",
    "n": "ñÑ",
    "o": "òóôõöÒÓÔÕÖ",
    "u": "ùúûüÙÚÛÜ",
    "y": "ýÿÝŸ",
    # PostgreSQL takes what holds one of these for one word, such as an address or a number.
    " ": "-_./:@&'’\"“”«»…*~",
}
# The index numbers messages evenly and facts oddly; its first column keeps the campaigns apart.
_MESSAGE = ("messages", "{row}.id * 2", "{row}.content")
_FACT = ("facts", "{row}.id * 2 + 1", "{row}.subject || ' ' || {row}.text")


def upgrade() -> None:
    """Index what was told so far, and whatever comes."""
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgres()


def _on_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE recall USING fts5(campaign, text, content='', tokenize='unicode61 remove_diacritics 2')"
    )
    for table, number, words in (_MESSAGE, _FACT):
        old, new, every = (_values(row, number, words) for row in ("old", "new", table))
        add = f"INSERT INTO recall(rowid, campaign, text) VALUES ({new})"  # noqa: S608 (these are our own names)
        drop = f"INSERT INTO recall(recall, rowid, campaign, text) VALUES ('delete', {old})"  # noqa: S608
        op.execute(f"INSERT INTO recall(rowid, campaign, text) SELECT {every} FROM {table}")  # noqa: S608
        op.execute(f"CREATE TRIGGER recall_{table}_added AFTER INSERT ON {table} BEGIN {add}; END")
        op.execute(f"CREATE TRIGGER recall_{table}_dropped AFTER DELETE ON {table} BEGIN {drop}; END")
        changed = "content" if table == "messages" else "subject, text"
        op.execute(
            f"CREATE TRIGGER recall_{table}_changed AFTER UPDATE OF {changed} ON {table} BEGIN {drop}; {add}; END"
        )


def _values(row: str, number: str, words: str) -> str:
    return f"{number.format(row=row)}, 'c' || {row}.campaign_id, {words.format(row=row)}"


def _on_postgres() -> None:
    plain = "".join(letter * len(others) for letter, others in _ACCENTS.items())
    accented = "".join(_ACCENTS.values()).replace("'", "''")
    for table, told in (("messages", "content"), ("facts", "subject || ' ' || text")):
        # More than this is no story, and an index entry has its limit.
        folded = f"lower(translate(left({told}, 100000), '{accented}', '{plain}'))"
        words = sa.Computed(f"to_tsvector('simple', {folded})", persisted=True)
        op.add_column(table, sa.Column("recall", TSVECTOR, words))
        op.create_index(f"recall_{table}", table, ["recall"], postgresql_using="gin")
