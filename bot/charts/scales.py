"""How numbers are written beside a chart, and where the marks of an axis stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from math import floor, log10
from typing import Final

from bot.domain.label import Label
from bot.i18n import N_, dollars, translate, written

NARROW = "\N{NO-BREAK SPACE}"

_MONTHS: Final = (
    Label("Jan", "janv."),
    Label("Feb", "févr."),
    Label("Mar", "mars"),
    Label("Apr", "avr."),
    Label("May", "mai"),
    Label("Jun", "juin"),
    Label("Jul", "juil."),
    Label("Aug", "août"),
    Label("Sep", "sept."),
    Label("Oct", "oct."),
    Label("Nov", "nov."),
    Label("Dec", "déc."),
)


def figure(value: float, language: str, digits: int = 2) -> str:
    """Write a number with so many digits that mean something: `0.82`, `2.4`, `31`, `1,240`."""
    if value == 0:
        return "0"
    places = max(0, digits - 1 - floor(log10(abs(value))))
    return written(f"{value:,.{places}f}", language)


def count(value: int, language: str) -> str:
    """Write how many: `1,240`."""
    return written(f"{value:,}", language)


def seconds(milliseconds: float, language: str) -> str:
    """Write a time: `0.82 s`, `2.4 s`, `31 s`."""
    return f"{figure(milliseconds / 1000, language)}{NARROW}s"


def money(value: float, language: str) -> str:
    """Write an amount of US dollars with at least two digits that mean something: `$0.0031`, `$0.50`, `$12.40`."""
    if value == 0:
        return dollars("0", language)
    places = 2 if abs(value) >= 1 else max(2, 1 - floor(log10(abs(value))))
    number = f"{value:,.{places}f}"
    return dollars(number.rstrip("0") if places > 2 else number, language)


def day(moment: datetime, language: str) -> str:
    """Write a day: `3 Nov`, `3 nov.`."""
    here = moment.astimezone(UTC)
    return translate(N_("{day} {month}"), language).format(day=here.day, month=_MONTHS[here.month - 1].say(language))


def of_many(found: int, of: int, language: str) -> str:
    """Write a part of a count: `3/120`."""
    return f"{count(found, language)}/{count(of, language)}"


def decades(least: float, most: float, steps: Sequence[int] = (1, 2, 5), room: int = 7) -> list[float]:
    """Place marks on a logarithmic axis: 1, 2, 5, 10 … where they have room, else 1, 10, 100 …"""
    exponents = range(floor(log10(least)), floor(log10(most)) + 1)
    places = [step * 10.0**e for e in exponents for step in steps]
    within = [place for place in places if least <= place <= most]
    if len(within) > room and steps != (1,):
        return decades(least, most, (1, 3) if steps == (1, 2, 5) else (1,), room)
    return within


def even(most: float, room: int = 5) -> list[float]:
    """Place marks from 0 on, at round numbers."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / room
    power = 10.0 ** floor(log10(rough))
    step = next(nice * power for nice in (1, 2, 2.5, 5, 10) if nice * power >= rough)
    return [step * n for n in range(int(most / step + 1e-9) + 1)]


def spaced(total: int, room: int = 6) -> list[int]:
    """Pick evenly spaced places of a row of so many, the last one always."""
    step = max(1, -(-total // room))
    return list(range(total - 1, -1, -step))[::-1]
