"""What the fork server reads in once: the whole of Skald, as `python -m bot` comes to need it."""

from __future__ import annotations

import gc
import importlib
import pkgutil

import apscheduler.schedulers.asyncio  # noqa: F401
import pytest

import bot.__main__
import bot.checkup
import bot.connection
import bot.setting_up
import bot.storage
from bot.client import EXTENSIONS
from tests import extensions

for name in (*EXTENSIONS, *(each.name for each in pkgutil.iter_modules(bot.storage.__path__, "bot.storage."))):
    importlib.import_module(name)
extensions.import_once(pytest.MonkeyPatch())
# No process forked from here goes through all of that to see whether some of it can be thrown away.
gc.freeze()
