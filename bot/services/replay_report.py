"""Write what a replay came to: a few lines to post, and a page with the tellings side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.amount import dollars
from bot.domain.plaintext import escape, shorten
from bot.domain.replay import ReplayTelling, StopReason
from bot.i18n import N_, translate, written
from bot.services.replay_figures import ModelRow, Pairing, Times, pairings, rows
from bot.services.replay_orders import ReplayView
from bot.services.replay_page import page
from bot.services.rereading import Question

LONGEST: Final = 1_900

WHYS: Final[dict[StopReason, str]] = {
    "asked": N_("Stopped; /replay resume goes on from here."),
    "limit": N_("Stopped: the next telling might pass its limit of dollars."),
    "budget": N_("Stopped: a budget of this server does not allow the next telling."),
    "resting": N_("A model's provider could not be asked, so some tellings are missing; /replay resume asks for them."),
    "broken": N_("Broke off for a reason that is in the log; /replay resume goes on from here."),
    "": "",
}
_HEAD: Final = N_("**Replay {number}: {title}**\nTurns: {turns}. Told: {done} of {total}.")
_SCENES: Final = N_("Ready scenes")
_LINE: Final = N_("**{model}**: {told} told, {failed} failed · first word {first} · whole {whole} · {cost}")
_AT_MOST: Final = N_("at most {time}")
_BATCH: Final = N_("in a batch it would have been {cost}")
_RATIO: Final = N_("Against {first}, {model} takes {ratio} × the time (95%: {low} to {high}, n = {n}).")
_COST_RATIO: Final = N_("Against {first}, {model} costs {ratio} × as much (95%: {low} to {high}, n = {n}).")
_SAME: Final = N_("This does not show that they differ.")
_FEW: Final = N_("To compare {model} with {first} takes {least} turns that both told.")
_SPENT: Final = N_("Paid: {cost}, at the ordinary price of each model.")
_UNKNOWN: Final = N_("price unknown")
_FILE: Final = N_("The tellings side by side are in the file.")


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """A summary of at most 2,000 characters of Discord's markdown, and an HTML page without scripts."""

    name: str
    summary: str
    page: str


def report_of(
    view: ReplayView, questions: Sequence[Question], tellings: Sequence[ReplayTelling], language: str
) -> ReplayReport:
    """Write the report of a replay; loads numpy, so it is for a thread."""
    models = view.replay.models
    counted = rows(models, tellings)
    compared = pairings(models, tellings)
    return ReplayReport(
        name=f"replay-{view.replay.id}.html",
        summary=_summary(view, counted, compared, language),
        page=page(view, counted, compared, questions, tellings, language),
    )


def _summary(view: ReplayView, counted: Sequence[ModelRow], compared: Sequence[Pairing], language: str) -> str:
    def t(sentence: str) -> str:
        return translate(sentence, language)

    replay = view.replay
    head = t(_HEAD).format(
        number=replay.id,
        title=escape(shorten(view.title or t(_SCENES), 80)),
        turns=view.turns,
        done=view.told_in_all,
        total=view.total,
    )
    lines = [head]
    if why := WHYS[replay.why]:
        lines.append(t(why))
    for row in counted:
        told = t(_LINE).format(
            model=escape(t(view.labels[row.model])),
            told=row.told,
            failed=sum(row.failed.values()),
            first=_typical(row.first_word, t, language),
            whole=_typical(row.whole, t, language),
            cost=dollars(row.cost, language) if row.told and not row.unpriced else t(_UNKNOWN),
        )
        batch = "" if row.batch is None else f" ({t(_BATCH).format(cost=dollars(row.batch, language))})"
        lines.append(f"- {told}{batch}")
    for pairing in compared:
        lines += _compared(view, pairing, t, language)
    lines += [t(_SPENT).format(cost=dollars(view.spent, language)), t(_FILE)]
    return shorten("\n".join(lines), LONGEST)


def _compared(view: ReplayView, pairing: Pairing, t: Callable[[str], str], language: str) -> list[str]:
    from bot.ratings.pairs import PAIRS_FROM  # with numpy, which nothing at start imports

    names = {
        "first": escape(t(view.labels[view.replay.models[0]])),
        "model": escape(t(view.labels[pairing.model])),
    }
    lines: list[str] = []
    for sentence, found in ((_RATIO, pairing.time), (_COST_RATIO, pairing.cost)):
        if found is not None:
            ratios = {name: f"{getattr(found, name):.2f}" for name in ("ratio", "low", "high")}
            figures = {name: written(ratio, language) for name, ratio in ratios.items()}
            said = t(sentence).format(**names, **figures, n=found.n)
            lines.append(said if found.differs else f"{said} {t(_SAME)}")
    return lines or [t(_FEW).format(**names, least=PAIRS_FROM)]


def _typical(spread: Times, t: Callable[[str], str], language: str) -> str:
    """Write the median, or the longest, and then say so, where these are too few."""
    if spread.median is not None or spread.late is None:
        return _seconds(spread.median, language)
    return t(_AT_MOST).format(time=_seconds(spread.late, language))


def _seconds(milliseconds: float | None, language: str) -> str:
    return "–" if milliseconds is None else f"{written(f'{milliseconds / 1000:.2f}', language)} s"
