"""Note which commands, options, buttons and forms tests use over the wire; a whole run that left one out fails."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import os
import pkgutil
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from discord import AppCommandType, app_commands, ui

import bot.ui

FOLDER = "SKALD_EXERCISED"
# Names such as delete|keep within a button's id: each of them is a button of its own.
_ALTERNATIVES = re.compile(r"\(\?P<\w+>([\w-]+(?:\|[\w-]+)+)\)")
_USED: set[str] = set()
_BUILT: dict[str, str] = {}


def pytest_configure(config: pytest.Config) -> None:
    """Watch discord.py hand on what people do; the processes of one run share a folder."""
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="skald-exercised-")
    _watch()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write down what this process used; the last one says what nobody did."""
    folder = Path(os.environ.get(FOLDER, ""))
    if not folder.is_dir():
        return
    (folder / f"{os.getpid()}.txt").write_text("\n".join(sorted(_USED)), encoding="utf-8")
    if hasattr(session.config, "workerinput"):
        return
    try:
        used = {line for path in folder.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()}
        if _whole(session) and (missing := sorted(asyncio.run(_everything()) - used)):
            lines = "\n".join(f"  {one}" for one in missing)
            reporter: Any = session.config.pluginmanager.getplugin("terminalreporter")
            reporter.write_line(f"\nNo test over the wire uses:\n{lines}", red=True)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _whole(session: pytest.Session) -> bool:
    """Tell whether every test was to run, and did."""
    config = session.config
    everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    chosen = config.option.keyword or config.option.markexpr or config.option.collectonly or config.option.maxfail
    return everything and not chosen and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)


async def _everything() -> set[str]:
    """List whatever a person can type, press or fill in."""
    from tests.translations import load_commands, typed

    commands = await load_commands()
    found = {f"menu {one.name}" for one in commands if isinstance(one, app_commands.ContextMenu)}
    for command in typed(commands):
        found.add(f"/{command.qualified_name}")
        found |= {f"/{command.qualified_name} {option.display_name}" for option in command.parameters}
    found |= {f"form {name}" for name in _forms()}
    for item in _subclasses(ui.DynamicItem):
        if _ours(item):
            found |= {f"button {name}" for name in _names(_template(item))}
    return found


def _forms() -> Iterator[str]:
    """Name the functions that build forms."""
    for each in pkgutil.iter_modules(bot.ui.__path__, "bot.ui."):
        for name, found in vars(importlib.import_module(each.name)).items():
            built = getattr(found, "__annotations__", {}).get("return") == "discord.ui.Modal"
            if built and found.__module__ == each.name != "bot.ui.forms" and not name.startswith("_"):
                yield name


def _builder() -> str:
    """Name the function that is building a form: the outermost of the interface's."""
    frame, name = inspect.currentframe(), ""
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith("bot.ui."):
            name = frame.f_code.co_name
        frame = frame.f_back
    return name


def _subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def _ours(kind: type[Any]) -> bool:
    return kind.__module__.startswith(("bot.", "cogs."))


def _template(item: Any) -> str:
    """Return the template of a button's id; that of /help takes deeds of before, so those of today are spelled out."""
    pattern = str(item.__discord_ui_compiled_template__.pattern)
    if item.__name__ == "HelpButton":
        from bot.ui.help_controls import DEEDS

        return pattern.replace("[a-z]+", "|".join(DEEDS))
    return pattern


def _names(pattern: str) -> Iterator[str]:
    """Name the buttons behind one template: one for each of the alternatives in it, else the template itself."""
    found = _ALTERNATIVES.search(pattern)
    if found is None:
        yield pattern
        return
    for name in found[1].split("|"):
        yield from _names(pattern[: found.start()] + name + pattern[found.end() :])


def _watch() -> None:
    """Note each interaction on its way to our code."""
    call: Any = app_commands.CommandTree._call
    make: Any = ui.Modal.__init__
    submit: Any = ui.view.ViewStore.dispatch_modal
    dispatch: Any = ui.view.ViewStore.schedule_dynamic_item_call

    async def noted_call(tree: Any, interaction: Any) -> None:
        data = interaction.data
        if interaction.type.name == "application_command":
            if data.get("type", 1) == AppCommandType.chat_input.value:
                _note_command(f"/{data['name']}", data.get("options", []))
            else:
                _USED.add(f"menu {data['name']}")
        await call(tree, interaction)

    def noted_make(form: Any, *args: Any, **kwargs: Any) -> None:
        make(form, *args, **kwargs)
        # Whoever sends it gives back its id alone, maybe to a bot that was started anew.
        _BUILT[form.custom_id] = _builder()

    def noted_submit(store: Any, custom_id: str, *args: Any) -> None:
        _USED.add(f"form {_BUILT.get(custom_id, custom_id)}")
        submit(store, custom_id, *args)

    async def noted_dispatch(store: Any, kind: int, factory: Any, interaction: Any, custom_id: str, match: Any) -> None:
        for name in _names(_template(factory)):
            if re.fullmatch(name, custom_id):
                _USED.add(f"button {name}")
        await dispatch(store, kind, factory, interaction, custom_id, match)

    app_commands.CommandTree._call = noted_call  # type: ignore[method-assign]
    ui.Modal.__init__ = noted_make  # type: ignore[method-assign]
    ui.view.ViewStore.dispatch_modal = noted_submit  # type: ignore[method-assign]
    ui.view.ViewStore.schedule_dynamic_item_call = noted_dispatch  # type: ignore[method-assign]


def _note_command(name: str, options: list[dict[str, Any]]) -> None:
    inner = [option for option in options if option["type"] in (1, 2)]
    if inner:
        for option in inner:
            _note_command(f"{name} {option['name']}", option.get("options", []))
        return
    _USED.add(name)
    _USED.update(f"{name} {option['name']}" for option in options)
