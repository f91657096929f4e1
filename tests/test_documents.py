from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.translations import load_commands, typed

HOME = Path(__file__).parent.parent
ROOT = [HOME / "README.md", HOME / "CONTRIBUTING.md", HOME / "CHANGELOG.md"]
DOCUMENTS = [*ROOT, *sorted((HOME / "docs").rglob("*.md"))]


@pytest.fixture(params=DOCUMENTS, ids=lambda path: str(path.relative_to(HOME)))
def document(request: pytest.FixtureRequest) -> Path:
    return request.param


def prose(path: Path) -> str:
    """Give a document without its blocks of code, in which nothing is a link or a heading."""
    return re.sub(r"^( *)(`{3,}).*?^\1\2", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def addresses(path: Path) -> Iterator[str]:
    """Yield what a document leads to in the repository: links and pictures, in Markdown and in HTML."""
    text = prose(path)
    found = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|srcset|href)="([^"]+)"', text)
    yield from (address for address in found if not re.match(r"[a-z]+:", address))


def headings(path: Path) -> set[str]:
    """Give the anchors of a document's headings, as the pages of a repository name them."""
    seen: dict[str, int] = {}
    anchors: set[str] = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *$", prose(path), re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", re.sub(r"\]\([^)]*\)", "", heading).lower()).replace(" ", "-")
        anchors.add(f"{slug}-{seen[slug]}" if seen.get(slug) else slug)
        seen[slug] = seen.get(slug, 0) + 1
    return anchors


def test_every_link_leads_somewhere(document: Path) -> None:
    dead: list[str] = []
    for address in addresses(document):
        name, _, anchor = address.partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in headings(target)):
            dead.append(address)
    assert dead == []


def test_every_picture_says_what_it_shows(document: Path) -> None:
    text = prose(document)
    assert re.findall(r"!\[\s*\]\([^)]*\)", text) == []
    assert [tag for tag in re.findall(r"<img [^>]*>", text) if not re.search(r'alt="[^"]+"', tag)] == []


def test_every_picture_is_shown_by_a_document() -> None:
    shown = {(document.parent / address).resolve() for document in DOCUMENTS for address in addresses(document)}
    assert set((HOME / "docs" / "images").iterdir()) - shown == set()


def test_the_documents_become_a_site_without_a_dead_link(tmp_path: Path) -> None:
    make = (HOME / "Makefile").read_text(encoding="utf-8")
    words = re.search(r"-m (sphinx .*) docs build/site", make)
    assert words
    built = subprocess.run(
        [
            sys.executable,
            "-m",
            *words[1].split(),
            "--doctree-dir",
            str(tmp_path / "trees"),
            "docs",
            str(tmp_path / "site"),
        ],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.stderr == ""
    assert built.returncode == 0
    assert (tmp_path / "site" / "index.html").is_file()


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


def test_the_privacy_notice_names_every_table_and_no_other() -> None:
    from bot.storage.tables import metadata

    notice = (HOME / "docs" / "privacy.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(\w+)` \|", notice, re.MULTILINE)
    assert sorted(named) == sorted(metadata.tables)


def test_the_privacy_notice_says_for_how_long_as_the_program_does() -> None:
    from bot.config import Settings
    from bot.services.forgetting import GRACE
    from bot.services.housekeeping import DRAFTS, SIGN_INS
    from bot.services.vitals import KEPT
    from bot.storage.budgets import HOLD_LASTS

    rows = dict(re.findall(r"^\| `([\w/]+)`[^|]*\|(.+)$", (HOME / "docs" / "privacy.md").read_text(), re.MULTILINE))
    ours = Settings.model_fields
    assert f"{SIGN_INS.days} days" in rows["sessions"]
    assert f"{SIGN_INS.days} days" in rows["login_attempts"]
    assert f"{DRAFTS.days} days" in rows["drafts"]
    assert f"{KEPT.days} days" in rows["vitals"]
    assert f"{HOLD_LASTS.seconds // 60} minutes" in rows["budget_holds"]
    assert f"({ours['raw_days'].default} days" in rows["llm_calls"]
    assert f"{ours['backups_kept'].default} unless" in rows["DATA_DIR/backups"]
    assert f"{ours['cache_ttl'].default:.0f} seconds" in rows["DATA_DIR/cache"]
    assert GRACE.days == 1
