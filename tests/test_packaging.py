"""What is installed from the wheel is whole: nothing is read from the checkout it was made in."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from zipfile import ZipFile

import aiohttp
import pytest

HOME = Path(__file__).parent.parent
PATIENCE = 60.0
ROOMS = ("bot", "cogs", "migrations", "playground")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as pip would, from the project's own environment and without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = f"import hatchling.build; print(hatchling.build.build_wheel({str(folder)!r}))"
    subprocess.run([sys.executable, "-c", build], cwd=HOME, check=True, stdout=subprocess.PIPE)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone into an environment of its own; what it depends on is the project's. Returns `bin`."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(place, symlinks=True)
    pip = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-deps", "--no-index"]
    environ = {**os.environ, "UV_CACHE_DIR": str(place.parent / "cache")}
    subprocess.run([*pip, "--python", str(place / "bin" / "python"), str(wheel)], check=True, env=environ)
    (packages,) = (place / "lib").glob("python*/site-packages")
    (packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return place / "bin"


@pytest.fixture
def environ(installed: Path) -> dict[str, str]:
    return {"PATH": f"{installed}:/usr/bin:/bin", "LANG": "C.UTF-8"}


def test_nobody_is_told_to_fetch_skald_by_its_name_alone() -> None:
    # On the public index that name is another program's, by somebody else.
    bare = re.compile(r"(?:pipx?|uv pip) install (?:--\S+ )*['\"]?skald\b(?!\S* @)", re.IGNORECASE)
    told = [*(HOME / "bot").rglob("*.py"), *HOME.glob("*.md"), *(HOME / "docs").rglob("*.md"), HOME / ".env.example"]
    assert [path.name for path in told if bare.search(path.read_text(encoding="utf-8"))] == []


def test_every_file_of_the_four_rooms_is_in_the_wheel(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.split("/")[0] in ROOMS}
    listed = subprocess.run(["git", "ls-files", *ROOMS], cwd=HOME, check=True, stdout=subprocess.PIPE, text=True)
    files = {line for line in listed.stdout.splitlines() if (HOME / line).exists()}
    assert len(files) > 600
    assert files - held == set()
    assert not [name for name in held if name.endswith((".pyc", ".db", ".env"))]


def test_what_is_installed_says_its_version_checks_itself_and_makes_a_database(
    installed: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    def run(*command: str) -> str:
        ended = subprocess.run(
            [str(installed / command[0]), *command[1:]],
            cwd=tmp_path,
            env=environ,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout
        return ended.stdout

    assert re.fullmatch(r"Skald \d+\.\d+\.\d+\n", run("skald", "--version"))
    assert "The database is at version" in run("skald", "migrate")
    said = run("skald", "check")
    assert "✓ program: Skald" in said
    assert "answers and is at version" in said
    assert "✗" not in said
    where = run("python", "-c", "import bot, sys; sys.stdout.write(bot.__file__)")
    assert Path(where).is_relative_to(installed.parent)


async def test_what_is_installed_serves_the_page_and_plays_on_it(
    installed: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    async with _playing(installed, environ, tmp_path) as address, aiohttp.ClientSession(address) as page:
        async with page.get("/") as answer:
            assert answer.status == 200
            shown = await answer.text()
        for path in sorted(set(re.findall(r'(?:href|src)="(?!data:|http)/?([^"#]+)"', shown))):
            async with page.get(f"/{path}") as answer:
                assert answer.status == 200, path
        async with page.post("/page/enter", json={}) as answer:
            key = (await answer.json())["key"]
        async with asyncio.timeout(PATIENCE):
            while not await _is_playing(page, key):  # noqa: ASYNC110 (another program cannot set an event)
                await asyncio.sleep(0.2)


async def _is_playing(page: aiohttp.ClientSession, key: str) -> bool:
    async with page.get("/page/state", params={"person": "ada"}, headers={"X-Skald-Key": key}) as answer:
        return bool((await answer.json())["bot"]["online"])


@asynccontextmanager
async def _playing(installed: Path, environ: dict[str, str], folder: Path) -> AsyncGenerator[str]:
    """Start the page as `skald` does without a token; gives its address."""
    process = await asyncio.create_subprocess_exec(
        str(installed / "python"),
        *("-m", "playground", "--port", "0"),
        cwd=folder,
        env={**environ, "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            yield await anext(_addresses(process))
    finally:
        process.terminate()
        await process.wait()


async def _addresses(process: asyncio.subprocess.Process) -> AsyncGenerator[str]:
    if process.stdout is not None:
        async for line in process.stdout:
            if found := re.search(rb"http://127\.0\.0\.1:\d+", line):
                yield found[0].decode()
    raise AssertionError("the page was never served")
