from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.ui.invite import PERMISSIONS, invite_url
from bot.ui.refusals import NEEDED, OPENS_THREADS, PICTURES, lacking, missing_permissions

HOME = Path(__file__).parent.parent.parent


def test_the_invite_link_asks_for_what_is_needed_and_no_more() -> None:
    link = urlsplit(invite_url(1234567890))
    query = parse_qs(link.query)
    assert (link.scheme, link.netloc, link.path) == ("https", "discord.com", "/oauth2/authorize")
    assert query["client_id"] == ["1234567890"]
    assert query["scope"] == ["bot applications.commands"]
    assert query["permissions"] == [str(PERMISSIONS.value)]
    needed = (*NEEDED, *OPENS_THREADS, *PICTURES)
    assert all(getattr(PERMISSIONS, name) for name in needed)
    assert PERMISSIONS.value.bit_count() == len(needed)


@pytest.mark.parametrize("thread", [False, True])
def test_who_has_what_the_link_asks_for_lacks_nothing(thread: bool) -> None:
    assert missing_permissions(PERMISSIONS, thread=thread) == ()


@pytest.mark.parametrize("taken", [name for name, granted in PERMISSIONS if granted])
def test_each_permission_of_the_link_is_missed_somewhere(taken: str) -> None:
    left = discord.Permissions(PERMISSIONS.value)
    left.update(**{taken: False})
    everywhere = missing_permissions(left, thread=False) or missing_permissions(left, thread=True)
    assert everywhere or lacking(left, OPENS_THREADS | PICTURES)


def test_the_readme_quotes_the_same_number_and_names_each_permission() -> None:
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    assert f"permissions={PERMISSIONS.value}\n" in readme
    assert f"`{PERMISSIONS.value}`" in readme
    for label in (NEEDED | OPENS_THREADS | PICTURES).values():
        assert label in readme
