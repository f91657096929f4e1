"""What people and models mean by the names they give to things of the rule book."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from bot.domain.combat import StatBlock
from bot.domain.gear import Item
from bot.domain.spell import Entry, Spell
from bot.services.compendium import BookIsMissing, Compendium, NotInTheBook
from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.srd.apart import NoRuleBook, read_apart
from bot.storage.srd.rows import rows

LINES = [json.dumps(row, separators=(",", ":")).encode() for row in rows()]


async def here() -> list[bytes]:
    return LINES


@pytest.fixture
async def stores(sqlite_url: str) -> AsyncIterator[Stores]:
    database = await Database.open(sqlite_url)
    yield Stores.over(database)
    await database.close()


@pytest.fixture
def book(stores: Stores) -> Compendium:
    return Compendium(stores, here)


async def test_every_name_of_a_thing_finds_it(book: Compendium) -> None:
    meant = {
        ("monster", "goblin"): "goblin",
        ("monster", "Goblins"): "goblin",
        ("monster", "a wolf"): "wolf",
        ("monster", "Wolves"): "wolf",
        ("monster", "dire-wolf"): "dire-wolf",
        ("monster", "gobelin"): "goblin",
        ("monster", "des squelettes"): "skeleton",
        ("monster", "ours-hibou"): "owlbear",
        ("monster", "owl bear"): "owlbear",
        ("spell", "FIREBALL"): "fireball",
        ("spell", "fire bolt"): "fire-bolt",
        ("spell", "boule de feu"): "fireball",
        ("item", "Longsword"): "longsword",
        ("item", "long sword"): "longsword",
        ("item", "light crossbow"): "crossbow-light",
        ("item", "épée longue"): "longsword",
        ("item", "bag of holding"): "bag-of-holding",
        ("entry", "Cover"): "cover",
        ("entry", "prone"): "prone",
        ("entry", "rule:Cover"): "cover",
        ("entry", "spell:Magic Missile"): "magic-missile",
        ("entry", "item:bag of holding"): "bag-of-holding",
        ("entry", "spell:shield"): "shield",
        ("entry", "item:shield"): "shield",
    }
    found = {asked: await book.find(*asked, 1) for asked in meant}
    assert {asked: getattr(value, "index", None) for asked, value in found.items()} == meant


async def test_each_kind_is_what_the_rules_read(book: Compendium) -> None:
    goblin, fireball = await book.find("monster", "goblin", 1), await book.find("spell", "fireball", 1)
    bow, bag = await book.find("item", "longbow", 1), await book.find("item", "bag of holding", 1)
    shield, other = await book.find("entry", "spell:shield", 1), await book.find("entry", "item:shield", 1)
    assert isinstance(goblin, StatBlock)
    assert isinstance(fireball, Spell)
    assert isinstance(bow, Item)
    assert bow.weapon is not None
    assert isinstance(bag, Item)
    assert isinstance(shield, Entry)
    assert isinstance(other, Entry)
    assert (shield.kind, other.kind) == ("spell", "item")


@pytest.mark.parametrize(
    "name",
    ["", " ", "%", "_", "dragon", "goblin' OR 1=1 --", "\0", "x" * 5000, "the", ":", "monster:", "monster:%", "🐉"],
)
async def test_what_does_not_exist_or_could_be_several_is_not_found(book: Compendium, name: str) -> None:
    for kind in ("monster", "spell", "entry"):
        assert await book.find(kind, name, 1) is None
    with pytest.raises(NotInTheBook):
        await book.look_up("monster", name)


async def test_names_are_offered_while_they_are_typed(book: Compendium) -> None:
    offered = await book.names("monster", "gob", "en")
    assert offered == [("monster:goblin", "Goblin"), ("monster:hobgoblin", "Hobgoblin")]
    french = await book.names("spell", "boule", "fr")
    assert french[0] == ("spell:fireball", "Boule de feu (Fireball)")
    assert len(await book.names("rule", "", "en")) == 25
    page = await book.look_up("spell", french[0][0])
    assert page.name == "Fireball"


async def test_every_offered_name_can_be_taken(book: Compendium) -> None:
    assert max(len(f"{json.loads(line)['kind']}:{json.loads(line)['index']}") for line in LINES) <= 100


async def test_the_book_is_read_once_however_many_ask_at_once(stores: Stores) -> None:
    read = 0

    async def counting() -> list[bytes]:
        nonlocal read
        read += 1
        return LINES

    book = Compendium(stores, counting)
    found = await asyncio.gather(*(book.find("monster", name, 1) for name in ("goblin", "wolf", "orc")))
    assert all(found)
    assert read == 1
    assert await Compendium(stores, counting).find("monster", "goblin", 1)
    assert read == 1


async def test_a_book_that_cannot_be_read_is_missing_and_tried_again_later(stores: Stores) -> None:
    now, tries = 0.0, 0

    async def broken() -> list[bytes]:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise NoRuleBook("the disk is full")
        return LINES

    book = Compendium(stores, broken, lambda: now)
    assert await book.find("monster", "goblin", 1) is None
    with pytest.raises(BookIsMissing):
        await book.look_up("monster", "goblin")
    assert await book.names("monster", "gob", "en") == []
    assert tries == 1
    now = 61.0
    assert await book.find("monster", "goblin", 1) is not None


async def test_a_process_of_its_own_reads_the_same_book() -> None:
    assert await read_apart() == LINES


async def test_what_was_asked_often_is_kept_and_the_rest_is_let_go(book: Compendium) -> None:
    goblin = await book.find("monster", "goblin", 1)
    for number in range(300):
        await book.find("monster", f"nothing {number}", 1)
        assert await book.find("monster", "goblin", 1) is goblin
    assert len(book._kept) <= 256
