"""Find what was told again by its words, over the whole of a story."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import ARRAY, Row, Text, bindparam, text

from bot.domain.memory import Passage
from bot.domain.recall import stem
from bot.storage.columns import Json, UtcDateTime
from bot.storage.engine import Database

_CANDIDATES: Final = 200

_FOUND = """
SELECT t.number AS turn, m.author AS author, m.content AS text, t.told_at AS told_at, t.channel_id AS channel_id,
       t.reply_ids AS reply_ids, hit.score AS score, m.id AS place
FROM hit JOIN messages m ON hit.is_fact = 0 AND m.id = hit.id JOIN turns t ON t.id = m.turn_id
WHERE t.reverted_at IS NULL AND m.campaign_id = :campaign_id
UNION ALL
SELECT t.number, NULL,
       CASE WHEN f.kind = 'secret' THEN '(secret) '
            WHEN :everything AND f.character_id > 0 THEN '(one alone knows) ' ELSE '' END
       || f.subject || ': ' || f.text, f.made_at, t.channel_id, t.reply_ids, hit.score, f.id
FROM hit JOIN facts f ON hit.is_fact = 1 AND f.id = hit.id LEFT JOIN turns t ON t.id = f.turn_id
WHERE t.reverted_at IS NULL AND f.removed_at IS NULL AND f.campaign_id = :campaign_id
  AND (:everything OR f.character_id = :character_id OR (f.character_id IS NULL AND f.kind <> 'secret'))
ORDER BY score DESC, place DESC
LIMIT :most
"""

# bm25 is the lower the better, and says nothing of the campaign that every hit is of.
_ON_SQLITE = f"""
WITH hit AS MATERIALIZED (
  SELECT rowid / 2 AS id, rowid % 2 AS is_fact, -bm25(recall, 0.0, 1.0) AS score
  FROM recall WHERE recall MATCH :match ORDER BY bm25(recall, 0.0, 1.0) LIMIT {_CANDIDATES}
)
{_FOUND}"""  # noqa: S608 (put together from constants)

# ts_rank knows nothing of how rare a word is, so that is counted here, as bm25 does.
_ON_POSTGRES = f"""
WITH word AS (SELECT word, word::tsquery AS query FROM unnest(CAST(:words AS text[])) AS word),
match AS (
  SELECT word, 0 AS is_fact, m.id, ts_rank(m.recall, query, 1) AS often
  FROM word JOIN messages m ON m.campaign_id = :campaign_id AND m.recall @@ query
  UNION ALL
  SELECT word, 1, f.id, ts_rank(f.recall, query, 1)
  FROM word JOIN facts f ON f.campaign_id = :campaign_id AND f.recall @@ query
),
pieces AS (
  SELECT (SELECT count(*) FROM messages WHERE campaign_id = :campaign_id)
       + (SELECT count(*) FROM facts WHERE campaign_id = :campaign_id) AS count
),
rarity AS (
  SELECT word, greatest(ln((pieces.count - count(*) + 0.5) / (count(*) + 0.5)), 0.000001) AS weight
  FROM match CROSS JOIN pieces GROUP BY word, pieces.count
),
hit AS (
  SELECT is_fact, id, sum(often * weight) AS score FROM match JOIN rarity USING (word)
  GROUP BY is_fact, id ORDER BY score DESC LIMIT {_CANDIDATES}
)
{_FOUND}"""  # noqa: S608 (put together from constants)


class Recall:
    """The words of every story."""

    def __init__(self, database: Database) -> None:
        self._database = database
        found = {"told_at": UtcDateTime, "reply_ids": Json}
        if database.on_sqlite:
            self._search = text(_ON_SQLITE).columns(**found)  # pyright: ignore[reportArgumentType] (types of columns)
        else:
            words = bindparam("words", type_=ARRAY(Text))
            self._search = text(_ON_POSTGRES).bindparams(words).columns(**found)  # pyright: ignore[reportArgumentType]

    async def search(
        self,
        campaign_id: int,
        words: Sequence[str],
        most: int,
        *,
        everything: bool = False,
        character_id: int | None = None,
    ) -> tuple[Passage, ...]:
        """Return what was told or written down with any of these words (folded, alphanumeric), best first.

        Rare words count more than common ones. Without `everything`, the game master's secrets stay out, and what
        only one character knows or whispered is for that character. Turns that were taken back are no part of it.
        """
        if not words:
            return ()
        values: dict[str, Any] = {
            "campaign_id": campaign_id,
            "most": most,
            "everything": everything,
            "character_id": character_id or 0,
        }
        if self._database.on_sqlite:
            values["match"] = _match(campaign_id, words)
        else:
            together = [f"'{one}' <-> '{form}'" + mark for one, form, mark in _pairs(words, ":*")]
            values["words"] = [*(f"'{form}'" + mark for form, mark in _forms(words, ":*")), *together]
        async with self._database.autocommit() as connection:
            return tuple(_passage(row) for row in await connection.execute(self._search, values))


def _forms(words: Sequence[str], mark: str) -> list[tuple[str, str]]:
    """Return each word as it is and, where it is long enough, the beginning it shares with its other forms."""
    stems = [(word, stem(word)) for word in words]
    return [(word, "") for word in words] + [(short, mark) for _, short in stems if short]


def _pairs(words: Sequence[str], mark: str) -> list[tuple[str, str, str]]:
    """Return the words that stand side by side, which say more than each of them elsewhere: a name and a family's."""
    return [(one, form, end) for one, other in pairwise(words) for form, end in _forms([other], mark)]


def _match(campaign_id: int, words: Sequence[str]) -> str:
    """Write a query in FTS5's language, of which nothing that people wrote is part but letters and digits."""
    forms = [f'"{form}"{mark}' for form, mark in _forms(words, "*")]
    together = [f'"{one} {form}"{mark}' for one, form, mark in _pairs(words, "*")]
    return f'{{campaign}} : "c{campaign_id}" AND {{text}} : ({" OR ".join([*forms, *together])})'


def _passage(row: Row[Any]) -> Passage:
    return Passage(
        turn=row.turn or 0,
        author=row.author,
        text=row.text,
        told_at=row.told_at,
        channel_id=row.channel_id,
        message_id=row.reply_ids[0] if row.reply_ids else None,
    )
