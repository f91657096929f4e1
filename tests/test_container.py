from __future__ import annotations

import re
import tomllib
from pathlib import Path

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
