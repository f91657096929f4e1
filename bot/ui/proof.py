"""Show the proof of a turn's dice."""

from __future__ import annotations

from bot.domain.dice.proof import Throw
from bot.i18n import N_, translate
from bot.services.proving import Promise, Proof

ONE_HOLDS = N_("The only die of turn {number} fell exactly as its secret says.")
HOLDS = N_("The {count} dice of turn {number} fell exactly as its secret says.")
NONE = N_("No die fell in turn {number}.")
FAILS = N_("**The dice of turn {number} do not match its secret.** Please tell whoever runs Skald.")
SECRET = N_("Secret of the turn")
HASH = N_("Its SHA-256, public before the turn")
CLOSED = N_("Its secret is still closed. The campaign's owner opens it with /dice reveal once later turns are told.")
BY_HAND = N_("How to check it by hand is written in docs/dice.md.")
CAMPAIGN = N_("SHA-256 of the campaign's secret")
NEXT = N_("SHA-256 of the secret of turn {number}, which comes next")
PROMISE = N_("Note these down: once the turn's secret is opened, nobody can have changed it.")

_SHOWN = 40


def proof_text(proof: Proof, language: str) -> str:
    """Write a proof with its secret, its hash and its dice."""
    held = ONE_HOLDS if len(proof.throws) == 1 else HOLDS
    sentence = (held if proof.holds else FAILS) if proof.throws else NONE
    lines = [
        ("✅ " if proof.holds else "❌ ")
        + translate(sentence, language).format(number=proof.number, count=len(proof.throws)),
        _named(HASH, proof.commitment, language),
        _named(SECRET, proof.secret, language) if proof.secret else translate(CLOSED, language),
    ]
    if proof.throws:
        lines.append(_dice(proof.throws))
    return "\n".join([*lines, *([f"-# {translate(BY_HAND, language)}"] if proof.secret else [])])


def promise_text(promise: Promise, language: str) -> str:
    """Write what is public before the next turn's dice fall."""
    following = translate(NEXT, language).format(number=promise.number)
    return "\n".join(
        (
            _named(CAMPAIGN, promise.campaign, language),
            _named(following, promise.turn, language),
            f"-# {translate(PROMISE, language)}",
        )
    )


def _named(what: str, value: str, language: str) -> str:
    return translate(N_("{what}: `{value}`"), language).format(what=translate(what, language), value=value)


def _dice(throws: tuple[Throw, ...]) -> str:
    shown = [f"d{one.sides} **{one.kept}**" + ("" if one.agrees else f" ≠ {one.again}") for one in throws[:_SHOWN]]
    return " · ".join([*shown, "…"] if len(throws) > _SHOWN else shown)
