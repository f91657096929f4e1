"""Everybody tries everything over the wire, with their own things and with others', and gets what the matrix says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from discord import app_commands, ui

from playground.call import Call
from playground.messages import Draft, post
from playground.people import Person, Refused
from tests.end_to_end.conftest import Sitting
from tests.permissions.acting import outcome
from tests.permissions.document import DOCUMENT, document
from tests.permissions.errands import foreign, own, prepare
from tests.permissions.matrix import ROLES, YES, Line, lines
from tests.permissions.stage import CAST, Stage
from tests.translations import load_commands, typed

# Buttons that only turn pages, explain, or repeat what the same person was refused.
WITHOUT_RIGHTS = ("campaigns:", "help", "models:", "themes", "theme:", "data:", "retry", "retell:", "throw:", "level:")
WITHOUT_RIGHTS += ("board:", "picture-again:", "found-again:", "craft:pick:", "setup:", "stats:", "correct:")


@pytest.fixture(autouse=True)
def answers_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a slow machine answer before it says that it thinks: the walk reads what came of a press from the answer."""
    for module in ("answers", "redraw"):
        monkeypatch.setattr(f"bot.ui.{module}.PATIENCE", 2.0)


async def test_every_command_menu_and_button_has_its_line() -> None:
    commands = await load_commands()
    assert {line.command for line in lines("commands")} == {one.qualified_name for one in typed(commands)}
    menus = {one.name for one in commands if isinstance(one, app_commands.ContextMenu)}
    assert {line.name for line in lines("menus")} == menus
    ids = [re.sub(r"\{[^}]*\}", "1", line.id) for line in lines("buttons")]
    templates = [str(item.__discord_ui_compiled_template__.pattern) for item in _dynamic(ui.DynamicItem)]
    assert templates
    rest = [one for one in templates if not any(re.fullmatch(one, each) for each in ids)]
    assert [one for one in rest if not one.removeprefix("skald:").startswith(WITHOUT_RIGHTS)] == []


def test_the_document_says_what_the_matrix_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document()


async def test_everybody_gets_what_the_matrix_says_and_a_refusal_changes_nothing(sit: Sitting) -> None:
    stage = await Stage.set(sit)
    wrong: list[str] = []
    for line in lines("commands"):
        if line.hidden:
            await _hidden(stage, line)
    _override(stage)
    for kind in ("commands", "menus", "buttons"):
        for line in lines(kind):
            for role in ROLES:
                wrong += await _cell(stage, line, role)
    assert "\n".join(wrong) == ""


async def test_no_list_and_no_answer_names_what_is_none_of_somebodys(sit: Sitting) -> None:
    stage = await Stage.set(sit)
    foreign_things = ("Saga foreign", "Saga far away", "foreign mill", "far away mill", "bob-rests", "bob-retired")
    for role, name in CAST.items():
        person = stage.person(name)
        seen = [str(await person.autocomplete(stage.here, *asked)) for asked in ASKED if asked[0] not in HIDDEN[role]]
        for command, options in READ:
            answer = await (await person.slash(stage.here, command, **options)).reply()
            if command not in HIDDEN[role]:
                seen += [answer.content, str(answer.embeds)]
            files = stage.seat.playground.world.files
            seen += [str(files[item.id]) for item in answer.attachments if item.filename.endswith(".md")]
        told = "\n".join(seen)
        # Whoever manages the server has every campaign of it in hand.
        theirs = foreign_things[1:] if role == "admin" else foreign_things
        assert [thing for thing in theirs if thing in told] == [], role
        assert "is the thief" not in told, role


async def test_whoever_may_no_longer_is_refused_by_what_stood_there_before(sit: Sitting) -> None:
    stage = await Stage.set(sit)
    stu, gus, admin = stage.person("stu"), stage.person("gus"), stage.person("adi")
    asked = await (await stu.slash(stage.here, "campaign delete")).reply()
    shown = await (await admin.slash(stage.here, "setup")).reply()
    for person in (stu, admin):
        stage.seat.playground.guild.members[person.id].roles.clear()
    assert "Only whoever runs" in (await (await stu.click(asked, "Delete")).reply()).content
    call = await _press(stage, admin, "skald:setup:budget").answered()
    assert (await outcome(call))[1] == {"NotAServerAdmin"}
    assert shown.embeds
    await (await gus.slash(stage.here, "gm take")).reply()
    await (await stage.person("olga").slash(stage.here, "campaign role", user=gus, role="player")).reply()
    answer = await (await gus.slash(stage.here, "gm narrate", text="It rains gold.")).reply()
    assert "No person is the game master" in answer.content


async def test_signing_in_opens_an_account_of_ones_own_and_no_other(sit: Sitting) -> None:
    stage = await Stage.set(sit)
    for name in ("pia", "bob"):
        form = await stage.person(name).slash(stage.here, "account register")
        typed = {"address": f"{name}@example.org", "password": SECRET, "again": SECRET}
        assert "registered" in (await (await stage.person(name).submit(form, typed)).reply()).content
    pia, bob = stage.person("pia"), stage.person("bob")
    for command in ("show", "history", "password", "export", "delete"):
        words, errors = await outcome(pia.start_slash(stage.here, f"account {command}", {}))
        assert not errors, command
        assert "bob@" not in words
    theirs = pia.start_slash(stage.here, "account unlink", {"user": str(bob.id)})
    assert (await outcome(theirs))[1] == {"NotLinked"}
    assert await pia.autocomplete(stage.here, "account unlink", "user", "bob") == []
    assert not (await outcome(pia.start_slash(stage.here, "account logout", {"everywhere": True})))[1]
    assert not (await outcome(bob.start_slash(stage.here, "account history", {})))[1]
    assert (await outcome(pia.start_slash(stage.here, "account export", {})))[1] == {"NotSignedIn"}
    assert (await outcome(pia.start_slash(stage.here, "account delete", {})))[1] == {"NotSignedIn"}


SECRET = "Correct-Horse-7-battery"
ASKED = (
    ("campaign bind", "campaign"),
    ("campaign clone", "campaign"),
    ("campaign restore", "campaign"),
    ("budget remove", "budget"),
    *((f"character {one}", "character") for one in ("use", "edit", "delete", "export", "retire", "return", "transfer")),
    *((f"memory {one}", "fact") for one in ("pin", "correct", "delete")),
    ("character show", "who"),
    ("gm whisper", "character"),
    ("stats models", "campaign"),
)
READ: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("campaign list", {}),
    ("budget show", {}),
    ("memory show", {}),
    ("recall", {"words": "thief"}),
    ("campaign export", {}),
    ("stats cost", {}),
)
# Whoever manages all channels knows all campaigns of the server, whoever manages it what each may cost.
HIDDEN: dict[str, set[str]] = {role: set[str]() for role in ROLES}
HIDDEN["steward"] = {"campaign bind", "campaign clone", "campaign restore", "campaign list", "stats models"}
HIDDEN["admin"] = {"budget remove", "budget show", "stats models"}


async def _cell(stage: Stage, line: Line, role: str) -> list[str]:
    """Try one cell; return what is wrong about it."""
    wanted = line.cells[role]
    found: list[str] = []
    for thing, call_of in _tries(stage, line, role):
        await stage.open_to_all(role == "stranger")
        await prepare(stage, line.prepare)
        before = stage.changed() if line.prepare else []
        words, errors = await outcome(call_of())
        expected = wanted if wanted != YES else (line.foreign[thing] if thing else line.then) or YES
        # Of somebody else's thing, whoever may not do this at all can be told either.
        also = line.foreign[thing] if thing else ""
        right = (not errors) if expected == YES else bool(errors & {expected, also})
        if not right:
            got = f"{', '.join(sorted(errors)) or YES}: {words[:90]}"
            found.append(f"{line.name} {thing}, {role}: {expected} wanted, got {got}")
        if errors and (changed := set(stage.changed()) - set(before)):
            found.append(f"{line.name} {thing}, {role}: refused, but changed {sorted(changed)}")
        await stage.restore()
    return found


def _tries(stage: Stage, line: Line, role: str) -> list[tuple[str, Any]]:
    """Return how a role tries a line: with its own thing, then, each named by its key, with foreign ones."""
    person = stage.person(CAST[role])
    if line.kind == "menus":
        words = stage.message("words" if line.name == "Pin as fact" else "message")
        target = stage.person("bob") if line.name == "Character sheet" else words
        return [("", lambda: person.start_context_menu(stage.here, line.name, target))]
    if line.kind == "buttons":
        return [
            (thing, lambda made=made: _press(stage, person, _filled(stage, made, CAST[role])))
            for thing, made in (("", line.id), *((one, one) for one in line.foreign))
        ]
    place = stage.seat.playground.channel(line.at or "campaign")
    given = own(stage, line.name, CAST[role])
    tries = [("", given)]
    for option in line.foreign:
        tries += [(option, {**given, option: value}) for value in foreign(stage, line.command, option, role)]
    return [
        (thing, lambda options=options: person.start_slash(place, line.command, options)) for thing, options in tries
    ]


def _filled(stage: Stage, made: str, name: str) -> str:
    """Put ids into the id of a button; whoever plays nobody tries the character of another."""
    for key in re.findall(r"\{([^}]*)\}", made):
        mine = key.replace("own", name)
        number = stage.ids.get(mine) or stage.ids.get(key.replace("own", "bob"))
        made = made.replace(f"{{{key}}}", str(number or stage.person(key).id))
    return made


def _press(stage: Stage, person: Person, custom_id: str) -> Call:
    """Press a button that stands for everybody to see, whoever it was meant for."""
    button = {"type": 2, "id": 2, "style": 2, "label": "?", "custom_id": custom_id}
    bot = stage.seat.playground.world.application.bot
    shown = post(stage.here, bot, Draft("?", components=[{"type": 1, "id": 1, "components": [button]}]))
    return person.start_click(shown, custom_id)


async def _hidden(stage: Stage, line: Line) -> None:
    """Make sure that Discord shows a command to those alone who may use it."""
    for role, name in CAST.items():
        try:
            stage.person(name).start_slash(stage.here, line.command, own(stage, line.name, name))
        except Refused:
            assert line.cells[role] != YES
        else:
            assert line.cells[role] == YES


def _override(stage: Stage) -> None:
    """Show every command to everybody, as a server may in its settings."""
    for item in stage.seat.playground.world.application.commands.values():
        item["default_member_permissions"] = None


def _dynamic(kind: type[Any]) -> list[type[Any]]:
    found = [each for one in kind.__subclasses__() for each in (one, *_dynamic(one))]
    return [one for one in found if one.__module__.startswith(("bot.", "cogs."))]
