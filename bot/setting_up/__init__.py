"""`python -m bot init`: ask for what is missing, try it, and write it into `.env` at the very end, or not at all."""

from __future__ import annotations

import difflib
import os
import signal
import sys
from argparse import Namespace
from collections.abc import Sequence

from bot import checkup, config
from bot.config import Settings
from bot.errors import OperatorError
from bot.i18n import N_, translate
from bot.setting_up import steps
from bot.setting_up.env_file import EnvFile
from bot.setting_up.steps import SetUp
from bot.setting_up.terminal import Terminal

_BEGUN = N_("Skald is set up in {file}. What stands there already is kept; nothing is written before the end.")
_NOTHING = N_("Nothing was missing, so {file} stays as it is.")
_WRITTEN = N_("{file} now sets {names}; only you can read it.")
_WINS = N_("The environment sets {names} too, and it wins over {file}.")
_NEXT = N_("Next: `{program} check` looks at all of it, `{program}` starts Skald.")
_BROKEN_OFF = N_("Nothing was written.")


class NobodyToAsk(OperatorError):
    sentence = N_(
        "There is no terminal here to ask on. Say what is to be set, such as: init --yes --set DISCORD_TOKEN (its "
        "value is taken from the environment)"
    )


class UnknownSetting(OperatorError):
    sentence = N_("There is no setting {name}.{meant} Every one there is: .env.example")


class NoValue(OperatorError):
    sentence = N_("--set {name} takes the value from the environment, and it is not there. Or write --set {name}=VALUE")


def init(given: Namespace, language: str) -> int:
    """Set Skald up; returns 0 when `.env` holds what was given, 130 when the person broke it off.

    Raises `OperatorError`; nothing was written then.
    """
    if not given.yes and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NobodyToAsk
    # Ended from outside, the terminal gets its echo back and no half-written file stays, as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    terminal = None if given.yes else Terminal(language)
    try:
        return _set_up(given, language, terminal)
    except (KeyboardInterrupt, EOFError):
        sys.stdout.write(f"\n{translate(_BROKEN_OFF, language)}\n")
        return 130


def _set_up(given: Namespace, language: str, terminal: Terminal | None) -> int:
    config.load(given.file)  # what stands there has to be good before more is put beside it
    setup = SetUp(EnvFile.read(given.file), language, terminal, given.offline, _asked_for(given.set))
    setup.settings()
    if terminal is not None:
        terminal.say(_BEGUN, file=setup.file.path)
    application = steps.discord_token(setup)
    steps.data_folder(setup)
    steps.keys(setup)
    steps.default_model(setup)
    steps.secret_key(setup)
    setup.settings()
    _keep(setup)
    if application is not None:
        setup.tell(checkup.told_of(application)[-1])
    Terminal(language).say(_NEXT, program=config.program())
    return 0


def _keep(setup: SetUp) -> None:
    say, file = Terminal(setup.language).say, setup.file.path
    if not setup.new:
        say(_NOTHING, file=file)
    else:
        setup.file.with_values(setup.new).write()
        say(_WRITTEN, file=file, names=", ".join(setup.new))
        # An empty one counts as not set, as everywhere.
        if hidden := [name for name, value in setup.new.items() if (os.environ.get(name) or value) != value]:
            say(_WINS, file=file, names=", ".join(hidden))


def _asked_for(given: Sequence[str]) -> dict[str, str]:
    """Read what the command line sets; raises `UnknownSetting` or `NoValue`."""
    wanted: dict[str, str] = {}
    known = [name.upper() for name in Settings.model_fields]
    for one in given:
        name, has_value, value = one.partition("=")
        name = name.strip().upper()
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            raise UnknownSetting(name=name[:50], meant=f" → {close[0]}" if close else "")
        if not has_value:
            value = os.environ.get(name, "")
        if not value.strip():
            raise NoValue(name=name)
        wanted[name] = value.strip()
    return wanted
