from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.translations import load_commands, typed

HOME = Path(__file__).parent.parent
DOCUMENTS = [HOME / "README.md", HOME / "CONTRIBUTING.md", HOME / "CHANGELOG.md", *sorted((HOME / "docs").glob("*.md"))]


@pytest.fixture(params=DOCUMENTS, ids=lambda path: path.name)
def document(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_every_link_to_a_file_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#]+)", text) if "://" not in target]
    dead = [target for target in targets if not (document.parent / target).exists()]
    assert not dead


def test_every_target_of_make_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (HOME / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make (?:-C \S+ )?([a-z]+)", document.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


def test_every_module_that_is_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:bot|cogs|migrations|tests|playground|benchmarks)/[\w/.]*)`", text))
    # The first chart makes that room, and the migration is an example.
    missing = {path for path in named if not (HOME / path).exists()} - {"bot/charts/"}
    assert {path for path in missing if not path.startswith("migrations/versions/")} == set()


def test_the_readme_lists_every_model_of_the_catalogue() -> None:
    catalogue = tomllib.loads((HOME / "bot" / "llm" / "catalogue.toml").read_text(encoding="utf-8"))
    names = {f"{model['provider']}/{model['id']}" for model in catalogue["models"]}
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    table = readme.split("## Models")[1].split("\n## ")[0]
    assert set(re.findall(r"`([a-z]+/[\w.-]+)`", table)) == names


async def test_the_readme_lists_every_command() -> None:
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    table = readme.split("## Commands")[1].split("\n## ")[0]
    assert sorted(re.findall(r"^\| `/([a-z ]+)`", table, re.MULTILINE)) == sorted(
        command.qualified_name for command in typed(await load_commands())
    )


def test_the_changelog_knows_this_version() -> None:
    import bot

    assert f"## [{bot.__version__}]" in (HOME / "CHANGELOG.md").read_text(encoding="utf-8")
