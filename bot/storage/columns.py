"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Index, Integer, Numeric, Text
from sqlalchemy import text as sql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

# SQLite numbers rows by itself only where the key is spelt INTEGER; its integers have 64 bits all the same.
Id = BigInteger().with_variant(Integer(), "sqlite")

DOLLAR_DIGITS = 9
_NANO = Decimal(1).scaleb(-DOLLAR_DIGITS)

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_SURROGATE = re.compile("[\ud800-\udfff]")
_JSON_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def clean(text: str) -> str:
    """Put U+FFFD in place of what no database keeps: NUL characters and lone surrogates."""
    if "\0" in text:
        text = text.replace("\0", _REPLACEMENT)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _SURROGATE.sub(_REPLACEMENT, text)
    return text


class CleanText(TypeDecorator[str]):
    """Text of any length; see `clean` for what is replaced on the way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is None else clean(value)


class Json(TypeDecorator[Any]):
    """A JSON document kept as text, the same on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return clean(_JSON_NUL.sub(rf"\1{_REPLACEMENT}", text))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any | None:
        return None if value is None else json.loads(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, in UTC when it comes back; SQLite keeps it as text that sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Dollars(TypeDecorator[Decimal]):
    """US dollars to nine digits, rounded half to even.

    PostgreSQL keeps a NUMERIC; SQLite, which knows no decimals, whole nano-dollars. Sums are exact on both.
    """

    impl = Numeric(18, DOLLAR_DIGITS)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        on_sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(BigInteger() if on_sqlite else Numeric(18, DOLLAR_DIGITS))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any | None:
        if value is None:
            return None
        exact = value.quantize(_NANO, rounding=ROUND_HALF_EVEN)
        return int(exact.scaleb(DOLLAR_DIGITS)) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(value).scaleb(-DOLLAR_DIGITS) if dialect.name == "sqlite" else Decimal(value)


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index of the rows where a condition holds.

    On PostgreSQL the migration alone says where: to name it here would load that dialect into every program.
    """
    return Index(name, *columns, unique=unique, sqlite_where=sql(where))
