"""Read an amount as a person types it, and write dollars and turns as a person reads them."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from bot import i18n
from bot.domain.budget import Unit
from bot.errors import SkaldError
from bot.i18n import N_, NN_, plural, translate

LENGTH: Final = 40
MOST: Final = 1_000_000
LEAST: Final = Decimal("0.0001")
_SMALLEST_SHOWN = Decimal("0.000001")

_CODES = re.compile(r"\b(?:eur|euros?|gbp|chf|cad|aud|nzd|jpy|cny|inr|brl|sek|nok|dkk|pln)\b")
_DOLLAR = re.compile(r"(?:us)?\$|\b(?:usd|dollars?)\b")
_TURN = re.compile(r"\b(?:turns?|tours?)\b")
_MINUS = re.compile(r"^[-\u2010-\u2015\u2212]")
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})+(?=$|[.,])", re.ASCII)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?|\.\d+", re.ASCII)
_BOTH = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:\.\d{3})+,\d+", re.ASCII)
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)


class AmountMissing(SkaldError):
    sentence = N_("Say how much the budget is, for example 5 or 2.50.")


class AmountTooLong(SkaldError):
    sentence = N_("An amount takes {limit} characters at most, for example 5 or 2.50.")


class NotAnAmount(SkaldError):
    sentence = N_("An amount is a plain number, for example 5 or 2.50; “{text}” is not.")


class NotDollars(SkaldError):
    sentence = N_(
        "Budgets are in US dollars, because that is what models are paid in. Write only the number: 5 or 2.50."
    )


class AmountAmbiguous(SkaldError):
    sentence = N_("“{text}” could mean two amounts. Write {plain} or {decimal}.")


class AmountNegative(SkaldError):
    sentence = N_("A budget cannot be less than nothing. To be rid of one, use /budget remove.")


class AmountZero(SkaldError):
    sentence = N_("A budget of nothing would stop every turn. Write a number above 0, or use /budget remove.")


class AmountTooSmall(SkaldError):
    sentence = N_("No turn fits a budget that small; the least is {least}.")

    def say(self, language: str) -> str:
        return translate(self.sentence, language).format(least=_sign(str(LEAST), language))


class AmountTooLarge(SkaldError):
    sentence = N_("That is more than a budget can be: the most is {most}.")

    def say(self, language: str) -> str:
        return translate(self.sentence, language).format(most=_whole(Decimal(MOST), language))


class TurnsNotWhole(SkaldError):
    sentence = N_("Turns are told whole: write a number without decimals.")


class TurnsNotPaid(SkaldError):
    sentence = N_("Turns are counted, not paid: leave the dollar sign out, or choose dollars as the unit.")


def parse_amount(text: str, unit: Unit) -> Decimal:
    """Return the amount a person typed, in US dollars or turns; each refusal has a sentence of its own."""
    if len(text) > LENGTH:
        # Before anything else looks at it: a million digits take no longer than forty.
        raise AmountTooLong(limit=LENGTH)
    written = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if not written:
        raise AmountMissing
    number = _without_unit(written, unit)
    if _MINUS.match(number):
        # Only a number can be negative; "-inf" and "--" are none.
        _number(_MINUS.sub("", number).strip(), text)
        raise AmountNegative
    amount = _number(number, text)
    if amount == 0:
        raise AmountZero
    if amount > MOST:
        raise AmountTooLarge
    if unit == "turns" and amount != amount.to_integral_value():
        raise TurnsNotWhole
    if amount < LEAST:
        raise AmountTooSmall
    return amount


def _without_unit(written: str, unit: Unit) -> str:
    if _CODES.search(written) or any(c != "$" and unicodedata.category(c) == "Sc" for c in written):
        raise NotDollars
    marks = _DOLLAR if unit == "dollars" else _TURN
    if unit == "turns" and _DOLLAR.search(written):
        raise TurnsNotPaid
    return marks.sub(" ", written, count=1).strip()


def _number(number: str, text: str) -> Decimal:
    digits = _GROUPED.sub(lambda group: group[0].replace(" ", ""), number, count=1)
    if _AMBIGUOUS.fullmatch(digits):
        plain = digits.replace(",", "")
        if digits.count(",") == 1:
            raise AmountAmbiguous(text=digits, plain=plain, decimal=digits.replace(",", "."))
        digits = plain
    elif _BOTH.fullmatch(digits):
        last = max(digits.rfind("."), digits.rfind(","))
        digits = re.sub("[.,]", "", digits[:last]) + "." + digits[last + 1 :]
    elif not _DIGITS.fullmatch(digits):
        raise NotAnAmount(text=text.strip())
    return Decimal(digits.replace(",", "."))


def dollars(amount: Decimal, language: str) -> str:
    """Write US dollars with the digits that matter: $1,234.50, $0.0123, $0.00042; what is not 0 never looks like it."""
    if amount == 0:
        number = "0"
    elif abs(amount) >= 1:
        number = f"{amount:,.2f}"
    elif abs(amount) >= Decimal("0.01"):
        number = f"{amount:.4f}"
        number = number.removesuffix("00")
    elif abs(amount) >= _SMALLEST_SHOWN:
        places = 1 - amount.adjusted()
        number = f"{amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN):f}"
    else:
        return f"< {_sign(str(_SMALLEST_SHOWN), language)}"
    return _sign(number, language)


def _sign(number: str, language: str) -> str:
    return i18n.dollars(number, language)


def turns(count: Decimal, language: str) -> str:
    """Write a number of turns."""
    forms = NN_("{n} turn", "{n} turns")
    return plural(forms, int(count), language).format(n=_whole(count, language))


def _whole(number: Decimal, language: str) -> str:
    return i18n.written(f"{number:,.0f}", language)


def percent(part: Decimal, whole: Decimal, language: str) -> str:
    """Write a part of a whole in percent, rounded down: what is not whole never looks it."""
    return i18n.percent(str(int(100 * part / whole)), language)


def amount_in(unit: Unit, amount: Decimal, language: str) -> str:
    """Write an amount of a budget in its unit."""
    return dollars(amount, language) if unit == "dollars" else turns(amount, language)
