"""Programs under measurement that do not live."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from benchmarks.children import Died, running


async def test_a_program_that_ends_is_named_with_its_last_lines(tmp_path: Path):
    code = "import sys; sys.exit('the token is wrong')"
    async with running("floor", ["-c", code], {}, tmp_path, None) as child:
        with pytest.raises(Died, match=r"(?s)floor ended with status 1.*the token is wrong"):
            await child.while_running(asyncio.Event().wait(), 30)


async def test_a_program_is_asked_to_stop_and_its_time_and_memory_are_read(tmp_path: Path):
    code = "import time; print('up', flush=True); time.sleep(60)"
    async with running("model", ["-c", code], {}, tmp_path, None) as child:
        assert await child.while_running(child.first_line(), 30) == "up"
        assert child.cpu_seconds > 0
        assert child.memory_mb("VmHWM") >= child.memory_mb("VmRSS") > 1
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


async def test_only_the_given_settings_reach_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "the measurer's own")
    code = "import os; print(os.environ.get('OPENAI_API_KEY'), os.environ['MODEL'])"
    async with running("model", ["-c", code], {"MODEL": "gpt-4o"}, tmp_path, None) as child:
        assert await child.first_line() == "None gpt-4o"
