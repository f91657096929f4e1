from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from playground import Playground

HOME = Path(__file__).parent.parent
DOCKERFILE = (HOME / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (HOME / "docker-compose.yml").read_text(encoding="utf-8")
LET_IN = {
    line[1:] for line in (HOME / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
}


def test_the_image_holds_every_package_and_the_builder_is_given_them() -> None:
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))
    packages = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    lines = re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    copied = {source for line in lines for source in line.split()}
    assert packages <= copied
    assert copied == LET_IN


def test_the_builder_is_given_no_settings_no_data_and_no_history() -> None:
    assert not {".env", "data", ".git", ".venv"} & LET_IN
    assert (HOME / ".dockerignore").read_text(encoding="utf-8").splitlines()[1] == "*"


def test_packages_are_installed_by_their_hashes_and_the_bot_has_no_rights() -> None:
    assert "--require-hashes" in DOCKERFILE
    last = DOCKERFILE.split("\nFROM ")[-1]
    assert re.search(r"^USER skald$", last, re.MULTILINE)
    assert "ca-certificates" in last
    assert "read_only: true" in COMPOSE


def test_the_health_check_looks_at_the_file_in_the_data_folder() -> None:
    folder = re.search(r"DATA_DIR=(\S+)", DOCKERFILE)
    assert folder
    assert f'"bot.health", "{folder[1]}/alive"' in DOCKERFILE
    assert f"VOLUME {folder[1]}\n" in DOCKERFILE


# In a world of its own, everything becomes read-only but the one folder.
ALONE = """
mount --make-rprivate / && mount --bind "$1" "$1" && mount -o remount,bind,ro / || exit 99
for place in $(cut -d' ' -f5 /proc/self/mountinfo); do
    case "$place" in /|/proc*|/sys*|"$1") ;; *) mount -o remount,bind,ro "$place" 2>/dev/null ;; esac
done
shift; exec "$@"
"""


def _alone(folder: Path, *command: str) -> list[str]:
    """Return the command line of a command that can write nowhere but in a folder."""
    mapped = [] if os.geteuid() == 0 else ["-r"]
    return ["unshare", "-m", *mapped, "sh", "-c", ALONE, "sh", str(folder), *command]


def _environ(folder: Path) -> dict[str, str]:
    """Return the environment that the image gives, with the data in a folder of ours."""
    given = dict(re.findall(r"([A-Z_]+)=(\S+)", DOCKERFILE.split("\nFROM ")[-1]))
    assert {"DATA_DIR", "TMPDIR", "HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME"} <= set(given)
    assert all(given[name].startswith("/data") for name in ("DATA_DIR", "TMPDIR", "HOME", "MPLCONFIGDIR"))
    kept = {name: value.replace("/data", str(folder)) for name, value in given.items() if name != "PATH"}
    return {**kept, "PATH": os.environ["PATH"], "PYTHONPATH": str(HOME), "NARRATOR_PACE": "0"}


@pytest.fixture
def only_here(tmp_path: Path) -> Path:
    """Give the one folder that can be written; skips where the system allows no such world."""
    probe = _alone(tmp_path, "sh", "-c", f"touch {tmp_path}/made && ! touch {HOME}/made /tmp/made")
    if shutil.which("unshare") is None or subprocess.run(probe, check=False, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("this system lets nobody make a read-only world with unshare")
    return tmp_path


async def test_the_bot_needs_no_other_place_to_write_than_its_data_folder(only_here: Path) -> None:
    playground = await Playground.start()
    environ = {**_environ(only_here), "DISCORD_TOKEN": playground.token, "DISCORD_API_URL": playground.api_url}
    python = [sys.executable, "-m", "bot"]
    bot = await asyncio.create_subprocess_exec(
        *_alone(only_here, *python, "run"), env=environ, cwd=only_here, stderr=asyncio.subprocess.PIPE
    )
    try:
        await playground.online(60)
        ada, place = playground.person("ada"), playground.channel("campaign")
        await playground.wait_for(lambda: len(playground.world.application.commands) > 10, 60, "the commands")
        await (await ada.slash(place, "campaign create", name="Read only", language="en")).reply()
        await (await ada.slash(place, "roll", dice="1d20")).reply()
    finally:
        bot.terminate()
        _, said = await bot.communicate()
        await playground.close()
    assert "Read-only file system" not in said.decode()
    draw = "from bot.charts import page, theme; import matplotlib.font_manager, tempfile; tempfile.TemporaryFile()"
    for command in ([*python, "backup"], [*python, "check"], [*python, "migrate"], [sys.executable, "-c", draw]):
        ended = await asyncio.create_subprocess_exec(
            *_alone(only_here, *command),
            env={**environ, "DISCORD_TOKEN": ""},
            cwd=only_here,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await ended.communicate()
        assert (ended.returncode, said.decode()) == (0, "")
    assert (only_here / "skald.db").exists()
    assert list((only_here / "backups").iterdir())
