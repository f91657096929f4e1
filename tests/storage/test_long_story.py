"""Fifty facts told along a thousand turns are found again, on both databases."""

from __future__ import annotations

import random

from sqlalchemy import insert, select

from bot.domain.recall import words_of
from bot.storage import Stores
from bot.storage.tables import messages, turns
from tests.storage.builders import CHANNEL, NOON, campaign_of

TURNS, EVERY = 1000, 20
BEGINNINGS = ("Bra", "Os", "Mi", "Tho", "Él", "Zha", "Kor", "Wil", "Ye", "Ga")
ENDINGS = ("nnoc", "ric", "rabel", "rgrim", "odie", "karoth", "vane", "helm", "sith", "laine")
SCENERY = (
    "The rain goes on over the harbour, and the innkeeper lights another lantern. ",
    "La brume monte sur le port, et l'aubergiste ferme la porte de la tour. ",
    "You walk along the old road to the mill while the merchants pack up their wares. ",
    "A key turns somewhere in the dark, a door opens, and the guards count the silver. ",
    "Le marchand montre une épée, une clé et un vieux livre au garde de la ville. ",
    "The smith owes the captain money, they say, and the captain keeps a secret. ",
)
FACTS = (
    ("{name} keeps the silver key under the third stone of the well.", "Where does {name} keep the key?"),
    ("{name} doit trois tonneaux de goudron au maître du port.", "Que doit {name} au maître du port ?"),
    ("Only {name}'s lantern can open the door of the old mill.", "whose lantern opens the mill? {name}"),
    ("La sœur de {name} est cachée dans la tour, près du livre.", "où est cachée la soeur de {name}"),
    ("The captain swore to {name} never to walk the harbour road.", "what did the captain swear to {name}"),
)


async def test_of_fifty_facts_in_a_thousand_turns_at_least_48_come_first(stores: Stores) -> None:
    chance = random.Random(7)
    names = [first + second for first in BEGINNINGS for second in ENDINGS]
    chance.shuffle(names)
    campaign = await campaign_of(stores)
    planted = {number: names[number // EVERY] for number in range(EVERY, TURNS + 1, EVERY)}
    rows = [
        {"campaign_id": campaign.id, "number": number, "attempt": 1, "channel_id": CHANNEL, "status": "told"}
        | {"action_ids": (), "reply_ids": (), "delivered": True, "told_at": NOON}
        for number in range(1, TURNS + 1)
    ]
    async with stores.database.begin() as connection:
        await connection.execute(insert(turns), rows)
        ids = {row.number: row.id for row in await connection.execute(select(turns.c.number, turns.c.id))}
        spoken: list[dict[str, object]] = []
        for number, turn_id in ids.items():
            story = "".join(chance.choices(SCENERY, k=5))
            if number in planted:
                fact = FACTS[number // EVERY % len(FACTS)][0].format(name=planted[number])
                story = f"{story[:150]} {fact} {story[150:]}"
            here = {"campaign_id": campaign.id, "turn_id": turn_id}
            said = "I look for the key and ask the captain about the lantern in the old tower."
            spoken.append({**here, "role": "user", "author": "Kira", "content": said})
            spoken.append({**here, "role": "assistant", "author": None, "content": story})
        await connection.execute(insert(messages), spoken)
    first = found = 0
    for number, name in planted.items():
        question = FACTS[number // EVERY % len(FACTS)][1].format(name=name.lower())
        passages = await stores.recall.search(campaign.id, words_of(question), 5)
        first += bool(passages) and passages[0].turn == number
        found += number in [passage.turn for passage in passages]
    assert (found, first >= 48) == (50, True)
