"""Write what is kept of a person as a page to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, cast

from bot.domain.moments import in_words
from bot.domain.plaintext import escape
from bot.domain.sheet import class_name, race_name
from bot.i18n import N_, NN_, plural, translate
from bot.services.accounts.outcomes import OUTCOMES

Row = Mapping[str, Any]
CALLS = NN_("{n} call", "{n} calls")


def page(kept: Mapping[str, Sequence[Row]], left_out: Sequence[str], language: str) -> str:
    """Return the page as Markdown; `left_out` are the pictures there was no room for."""
    writer = _Writer(language)
    title, hint = writer.say(N_("What Skald keeps of you")), writer.say(N_("The same for programs is in data.json."))
    lines = [f"# {title}", "", hint, ""]
    if left_out:
        lines += [writer.say(N_("There was no room for these pictures:")), "", *(f"- {name}" for name in left_out), ""]
    for name, (title, write) in writer.chapters.items():
        if rows := kept.get(name):
            lines += [f"## {writer.say(title)}", "", *write(rows), ""]
    return "\n".join(lines)


class _Writer:
    """Say each kind of row in the reader's language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self.chapters: Mapping[str, tuple[str, Callable[[Sequence[Row]], Iterator[str]]]] = {
            "account": (N_("Your account"), self._each(N_("{name}, known since {created_at}"))),
            "discord_users": (N_("Your Discord users"), self._each(N_("{identity}, since {created_at}"))),
            "registration": (
                N_("How you sign in"),
                self._each(N_("{email}, registered {made_at}, changed {changed_at}")),
            ),
            "sessions": (N_("When you were signed in"), self._each(N_("{discord_id}: from {started_at} to {seen_at}"))),
            "sign_ins": (N_("Attempts to sign in"), self._each(N_("{at}: {name} ({discord_id}), {outcome}"))),
            "campaigns": (N_("Your campaigns"), self._each(N_("{name}, since {joined_at}"))),
            "characters": (N_("Your characters"), self._characters),
            "actions": (N_("What you wrote"), self._by_campaign(N_("{received_at}, {author}: {text}"))),
            "facts": (N_("What you noted"), self._by_campaign(N_("{subject}: {text}"))),
            "changes_by_hand": (
                N_("What you changed by hand"),
                self._by_campaign(N_("after turn {after_turn}: {summary}")),
            ),
            "pictures": (N_("Your pictures"), self._pictures),
            "budgets": (N_("Your budgets"), self._each(N_("{amount} ({unit}, {period})"))),
            "ballots": (N_("Your ballots in duels"), self._each(N_("{voted_at}, turn {turn}: {choice}"))),
            "complaints": (N_("What you said is wrong"), self._by_campaign(N_("turn {turn}, {what}: {words}"))),
            "schedules": (N_("What you have posted by the clock"), self._each(N_("{what}: {cron} ({zone})"))),
            "replays": (N_("What you had asked again"), self._each(N_("{made_at}: {models}"))),
            "calls_to_models": (N_("What models were asked for you"), self._calls),
        }

    def say(self, sentence: str) -> str:
        return translate(sentence, self._language)

    def _each(self, sentence: str) -> Callable[[Sequence[Row]], Iterator[str]]:
        return lambda rows: (f"- {self._filled(sentence, row)}" for row in rows)

    def _by_campaign(self, sentence: str) -> Callable[[Sequence[Row]], Iterator[str]]:
        def write(rows: Sequence[Row]) -> Iterator[str]:
            for campaign, found in groupby(sorted(rows, key=_campaign), key=_campaign):
                yield f"### {escape(campaign)}\n"
                yield from (f"- {self._filled(sentence, row)}" for row in found)
                yield ""

        return write

    def _characters(self, rows: Sequence[Row]) -> Iterator[str]:
        sentence = N_("{race} {class_}, level {level}")
        for row in rows:
            sheet = cast("Row", row.get("sheet") or row)
            kind = {
                "race": race_name(str(sheet["race"]), self._language),
                "class_": class_name(str(sheet["class_"] if "class_" in sheet else sheet["class"]), self._language),
                "level": sheet["level"],
            }
            place = f" · {escape(row['campaign'])}" if row.get("campaign") else ""
            yield f"### {escape(sheet['name'])}\n"
            yield f"{self.say(sentence).format(**kind)}{place}\n"
            for words in (sheet.get("description"), sheet.get("history")):
                if words:
                    yield f"{escape(words)}\n"

    def _pictures(self, rows: Sequence[Row]) -> Iterator[str]:
        for row in rows:
            alt = escape(row["alt"]).replace("\n", " ")
            yield f"![{alt}](pictures/{Path(row['file']).name})\n\n{escape(row['prompt'])}\n"

    def _calls(self, rows: Sequence[Row]) -> Iterator[str]:
        for row in rows:
            yield f"- {row['model']}: {plural(CALLS, row['calls'], self._language).format(n=row['calls'])}"

    def _filled(self, sentence: str, row: Row) -> str:
        return self.say(sentence).format(**{name: self._said(name, value) for name, value in row.items()})

    def _said(self, name: str, value: Any) -> str:
        if value is None:
            return "–"
        if name == "outcome":
            return self.say(OUTCOMES.get(str(value), str(value)))
        if (name == "at" or name.endswith("_at")) and isinstance(value, str):
            return in_words(datetime.fromisoformat(value), self._language)
        return escape(str(value)).replace("\n", "\n  ")


def _campaign(row: Row) -> str:
    return str(row["campaign"])
