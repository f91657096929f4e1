"""Write a replay as one page of HTML that needs nothing else: figures, a strip of times, tellings side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from bot.domain.amount import dollars
from bot.domain.check_names import CHECK_NAMES
from bot.domain.lines import signed
from bot.domain.replay import ReplayTelling
from bot.i18n import N_, translate, written
from bot.services.replay_figures import ModelRow, Pairing, Times
from bot.services.replay_orders import ReplayView
from bot.services.rereading import Question

MOST_BYTES: Final = 7_500_000
"""Of turns in one page: Discord takes files of 10 MiB."""

_STYLE: Final = """\
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:76rem;margin:0 auto;padding:1rem}\
table{border-collapse:collapse;margin:.5rem 0}td,th{padding:.25rem .6rem;\
text-align:right;border-bottom:1px solid #8885}\
td:first-child,th:first-child{text-align:left}.wide{overflow-x:auto}.side{display:grid;gap:1rem;\
grid-template-columns:repeat(auto-fit,minmax(17rem,1fr))}.side>div{border:1px solid #8885;border-radius:.5rem;\
padding:.6rem .8rem}.side h4{margin:0 0 .4rem}.told{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0}\
.small{font-size:.85rem;opacity:.8}.wrong{font-size:.85rem;border-left:3px solid #c60;padding-left:.5rem}\
blockquote{margin:.3rem 0;padding-left:.7rem;border-left:3px solid #8888}svg{max-width:100%;height:auto}"""
# Told apart by whoever does not see colours too; the names stand beside the rows in any case.
_COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")

_COLUMNS: Final = (
    N_("Model"), N_("Told"), N_("Failed"), N_("Cut"), N_("First word, median"), N_("First word, latest"),
    N_("Whole, median"), N_("Whole, latest"), N_("Tokens a second"), N_("Cost"), N_("Cost in a batch"),
)  # fmt: skip
_NOTE: Final = N_(
    "Every model was asked the same question for the same turn, with the same decisions of the rules. A median takes "
    "10 tellings, a 95th percentile 60; with fewer, the longest is shown. Batch prices are those of the price list, "
    "for vendors that take requests in batches; what was paid is the ordinary price."
)
_SCENES: Final = N_("Ready scenes")
_FIGURES: Final = N_("Figures")
_CHECKS: Final = N_("What the checks found (found of looked at, with the 95 % interval)")
_STRIP: Final = N_("Seconds to the whole telling, a dot for each")
_TIME_RATIO: Final = N_("{model} takes {ratio} × the time of {first} (95%: {low} to {high}, n = {n})")
_COST_RATIO: Final = N_("{model} costs {ratio} × as much as {first} (95%: {low} to {high}, n = {n})")
_TURN: Final = N_("Turn {number}")
_AT_THE_TABLE: Final = N_("At the table: {model}")
_FAILED: Final = N_("No telling: {error}")
_NO_ROOM: Final = N_("Another {n} turns have no room in a file that Discord takes.")
_INEXACT: Final = N_("Something this turn was told from was removed since, so the question is not quite the same.")


def page(
    view: ReplayView,
    counted: Sequence[ModelRow],
    compared: Sequence[Pairing],
    questions: Sequence[Question],
    tellings: Sequence[ReplayTelling],
    language: str,
) -> str:
    """Return the page; nothing that a player or a model wrote is markup in it."""
    return _Page(view, language).whole(counted, compared, questions, tellings)


class _Page:
    def __init__(self, view: ReplayView, language: str) -> None:
        self._view = view
        self._language = language

    def whole(
        self,
        counted: Sequence[ModelRow],
        compared: Sequence[Pairing],
        questions: Sequence[Question],
        tellings: Sequence[ReplayTelling],
    ) -> str:
        replay = self._view.replay
        title = f"{self._view.title or self._say(_SCENES)} · {replay.id}"
        body = [
            f"<h1>{escape(title)}</h1>",
            f'<p class="small">{replay.made_at:%Y-%m-%d %H:%M} UTC · n = {self._view.turns} · '
            f"{self._view.done}/{self._view.total}</p>",
            f"<p>{self._say(_NOTE)}</p>",
            f"<h2>{self._say(_FIGURES)}</h2>",
            self._table(counted),
            *self._ratios(compared),
            self._strip(tellings),
            self._checks(counted),
            *self._turns(questions, tellings),
        ]
        head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
        head += '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # A browser runs nothing in this page, whatever a model managed to write into it.
        head += (
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        )
        inner = "\n".join(body)
        return f'<!doctype html>\n<html lang="{self._language}"><head>{head}</head>\n<body>\n{inner}\n</body></html>\n'

    def _say(self, sentence: str, **values: object) -> str:
        filled = translate(sentence, self._language).format(**values)
        return escape(filled)

    def _label(self, model: str) -> str:
        return translate(self._view.labels.get(model, model), self._language)

    def _table(self, counted: Sequence[ModelRow]) -> str:
        head = "".join(f"<th>{self._say(column)}</th>" for column in _COLUMNS)
        return f'<div class="wide"><table><tr>{head}</tr>{"".join(map(self._row, counted))}</table></div>'

    def _row(self, row: ModelRow) -> str:
        failed = ", ".join(f"{kind}: {times}" for kind, times in sorted(row.failed.items()))
        cells = [
            self._label(row.model),
            str(row.told),
            failed or "0",
            str(row.cut),
            *self._times(row.first_word),
            *self._times(row.whole),
            "–" if row.speed.median is None else f"{self._decimal(row.speed.median, 0)} (n = {row.speed.n})",
            "–" if row.unpriced or not row.told else dollars(row.cost, self._language),
            "–" if row.batch is None else dollars(row.batch, self._language),
        ]
        return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"

    def _times(self, times: Times) -> tuple[str, str]:
        median = "–" if times.median is None else f"{self._decimal(times.median / 1000, 2)} s"
        late = "–" if times.late is None else f"{self._decimal(times.late / 1000, 2)} s (n = {times.n})"
        return median, late

    def _decimal(self, number: float, places: int) -> str:
        return written(f"{number:.{places}f}", self._language)

    def _ratios(self, compared: Sequence[Pairing]) -> Iterator[str]:
        first = self._label(self._view.replay.models[0])
        for pairing in compared:
            for sentence, found in ((_TIME_RATIO, pairing.time), (_COST_RATIO, pairing.cost)):
                if found is not None:
                    figures = {name: self._decimal(getattr(found, name), 2) for name in ("ratio", "low", "high")}
                    names = {"first": first, "model": self._label(pairing.model)}
                    yield f"<p>{self._say(sentence, **names, **figures, n=found.n)}</p>"

    def _strip(self, tellings: Sequence[ReplayTelling]) -> str:
        """Draw a dot for each whole telling on a row for each model, as a picture that needs no script."""
        whole = [one for one in tellings if one.error is None and one.figures.get("e2e_ms")]
        if not whole:
            return ""
        most = max(float(one.figures["e2e_ms"]) for one in whole)
        height = 30 * len(self._view.replay.models) + 30
        title = self._say(_STRIP)
        parts = [f'<svg viewBox="0 0 900 {height}" width="900" role="img" aria-label="{title}"><title>{title}</title>']
        for place, model in enumerate(self._view.replay.models):
            middle, colour = 30 * place + 20, _COLOURS[place % len(_COLOURS)]
            name = escape(self._label(model)[:28])
            parts.append(f'<text x="0" y="{middle + 5}" font-size="14" fill="currentColor">{name}</text>')
            parts += [
                f'<circle cx="{230 + 640 * float(one.figures["e2e_ms"]) / most:.1f}" cy="{middle}" r="5" '
                f'fill="{colour}" fill-opacity=".5"/>'
                for one in whole
                if one.model == model
            ]
        end = self._decimal(most / 1000, 2)
        parts.append(f'<text x="230" y="{height - 4}" font-size="13" fill="currentColor">0 s</text>')
        parts.append(
            f'<text x="870" y="{height - 4}" font-size="13" text-anchor="end" fill="currentColor">{end} s</text>'
        )
        return f"<h2>{title}</h2>{''.join(parts)}</svg>"

    def _checks(self, counted: Sequence[ModelRow]) -> str:
        kinds = [kind for kind in CHECK_NAMES if any(kind in row.rates for row in counted)]
        if not kinds:
            return ""
        head = "".join(f"<th>{escape(CHECK_NAMES[kind].say(self._language))}</th>" for kind in kinds)
        lines = [f"<tr><th>{self._say(_COLUMNS[0])}</th>{head}</tr>"]
        for row in counted:
            cells = "".join(f"<td>{self._rate(row, kind)}</td>" for kind in kinds)
            lines.append(f"<tr><td>{escape(self._label(row.model))}</td>{cells}</tr>")
        return f'<h2>{self._say(_CHECKS)}</h2><div class="wide"><table>{"".join(lines)}</table></div>'

    def _rate(self, row: ModelRow, kind: str) -> str:
        rate = row.rates.get(kind)
        if rate is None or (interval := rate.interval) is None:
            return "–"
        low, high = (round(100 * bound) for bound in interval)
        return f"{rate.found}/{rate.of} ({low}–{high} %)"

    def _turns(self, questions: Sequence[Question], tellings: Sequence[ReplayTelling]) -> Iterator[str]:
        """Write turn by turn, as many as one file may hold."""
        by_number: dict[int, list[ReplayTelling]] = defaultdict(list)
        # Each model keeps its column, whichever came first.
        places = {model: place for place, model in enumerate(self._view.replay.models)}
        for telling in sorted(tellings, key=lambda one: places.get(one.model, len(places))):
            by_number[telling.number].append(telling)
        room = MOST_BYTES
        for place, question in enumerate(questions):
            written = "\n".join(self._turn(question, by_number[question.number]))
            room -= len(written.encode("utf-8", "replace"))
            if room < 0:
                yield f"<p>{self._say(_NO_ROOM, n=len(questions) - place)}</p>"
                return
            yield written

    def _turn(self, question: Question, tellings: Sequence[ReplayTelling]) -> Iterator[str]:
        yield f"<h2>{escape(question.title) or self._say(_TURN, number=question.number)}</h2>"
        if not question.exact:
            yield f'<p class="small">{self._say(_INEXACT)}</p>'
        for message in question.said:
            author = f"<strong>{escape(message.author)}</strong> " if message.author else ""
            yield f"<blockquote>{author}{escape(message.content)}</blockquote>"
        if decided := [signed(entry.kind, entry.summary) for entry in question.entries if entry.summary]:
            yield f'<ul class="small">{"".join(f"<li>{escape(line)}</li>" for line in decided)}</ul>'
        yield '<div class="side">'
        if question.told:
            heading = self._say(_AT_THE_TABLE, model=self._label(question.model))
            yield f'<div><h4>{heading}</h4><p class="told">{escape(question.told)}</p></div>'
        for telling in tellings:
            yield self._telling(telling)
        yield "</div>"

    def _telling(self, telling: ReplayTelling) -> str:
        name = escape(self._label(telling.model))
        if telling.story is None:
            return f'<div><h4>{name}</h4><p class="small">{self._say(_FAILED, error=telling.error)}</p></div>'
        cost = telling.dollars("cost_usd")
        took = f"{self._decimal(float(telling.figures.get('e2e_ms') or 0) / 1000, 2)} s"
        paid = "" if cost is None else f" · {dollars(cost, self._language)}"
        wrong = "".join(f'<p class="wrong">{escape(str(found.get("detail", "")))}</p>' for found in telling.findings)
        told = f'<p class="told">{escape(telling.story)}</p>'
        return f'<div><h4>{name}</h4>{told}{wrong}<p class="small">{escape(took + paid)}</p></div>'
