"""What is asked with each command: about one's own thing, and about things of others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.services.people import Person as Player
from tests.duels import duel_of
from tests.permissions.stage import MODEL, PLAYERS, Stage

Options = dict[str, Any]


def own(stage: Stage, command: str, name: str) -> Options:
    """Return the options with which a person uses a command so that it works for whoever may."""
    ids = stage.ids
    rests, retired = str(ids.get(f"{name}-rests", 0)), str(ids.get(f"{name}-retired", 0))
    fact, guest, bob = str(ids["fact main"]), stage.person("guest"), stage.person("bob")
    budget = {"amount": "600", "period": "month", "unit": "dollars"}
    given: dict[str, Options] = {
        "account unlink": {"user": str(stage.person(name).id)},
        "act": {"action": "I listen."},
        "budget policy": {"policy": "refuse"},
        "budget remove": {"budget": str(ids["budget server"])},
        "budget remove (a campaign's)": {"budget": str(ids["budget main"])},
        "budget set": {"scope": "server", **budget},
        "budget set (a campaign's)": {"scope": "campaign", **budget},
        "budget set (a player's)": {"scope": "player", "player": bob, **budget},
        "campaign bind": {"campaign": str(ids["main"])},
        "campaign clone": {"campaign": str(ids["main"])},
        "campaign export (with its secrets)": {"form": "json"},
        "campaign handover": {"user": bob},
        "campaign import": {"file": stage.files.get("campaign")},
        "campaign invite": {"user": guest},
        "campaign join (to watch)": {"role": "spectator"},
        "campaign model": {"model": MODEL},
        "campaign remove": {"user": bob},
        "campaign remove (a co-game-master)": {"user": stage.person("gus")},
        "campaign restore": {"campaign": str(ids["archived"])},
        "campaign role": {"user": bob, "role": "spectator"},
        "campaign settings": {"tone": "grim"},
        "character coins": {"amount": 1, "coin": "gp", "into": "sp"},
        "character delete": {"character": rests},
        "character drop": {"item": "torch"},
        "character edit": {"character": rests},
        "character equip": {"item": "shield"},
        "character export": {"character": rests},
        "character give": {"to": "bob-plays", "quantity": 1, "coin": "gp"},
        "character import": {"file": stage.files.get("character")},
        "character rest": {"kind": "short"},
        "character retire": {"character": rests},
        "character return": {"character": retired},
        "character show (somebody else's, in play)": {"who": "bob-plays"},
        "character show (somebody else's, at rest)": {"who": str(ids["bob-rests"])},
        "character transfer": {"character": rests},
        "character unequip": {"item": "shield"},
        "character use": {"character": rests},
        "dice reveal": {"turn": 1},
        "duel (every so many turns)": {"every": 0},
        "gm narrate": {"text": "The lights go out."},
        "gm roll": {"dice": "1d20"},
        "gm set": {"what": "place", "value": "The cellar"},
        "gm whisper": {"character": "bob-plays", "text": "It is you."},
        "keys remove": {"provider": "openai"},
        "keys set": {"provider": "openai"},
        "language": {"language": "en"},
        "lookup item": {"name": "longsword"},
        "lookup monster": {"name": "goblin"},
        "lookup rule": {"name": "cover"},
        "lookup spell": {"name": "fireball"},
        "memory correct": {"fact": fact, "text": "stands empty"},
        "memory delete": {"fact": fact},
        "memory note": {"about": "Mill", "text": "is haunted"},
        "memory pin": {"fact": fact},
        "models audition": {"first": MODEL, "scene": "nothing"},
        "models default": {"model": MODEL},
        "models test": {"model": MODEL},
        "party join (somebody else)": {"character": "bob-plays"},
        "party leave (somebody else)": {"character": "bob-plays"},
        "recall": {"words": "door"},
        "replay start": {"first": MODEL, "since": 900_000},
        "retell": {"model": MODEL},
        "roll": {"dice": "1d20"},
        "safety lines": {"add": "spiders"},
        "safety lines (take one away)": {"remove": "snakes"},
        "safety veils": {"add": "spiders"},
        "safety veils (take one away)": {"remove": "eels"},
        "stats schedule add": {"chart": "digest", "every": "day"},
        **{
            f"stats schedule {what}": {"schedule": str(ids["schedule"])}
            for what in ("pause", "remove", "resume", "run")
        },
        "stats chart": {"kind": "cost-days"},
        "stats scorecard": {"model": MODEL},
        "stats share": {"count": True},
        "whisper": {"text": "I am the thief."},
    }
    return given.get(command, {})


def foreign(stage: Stage, command: str, option: str, role: str) -> list[str]:
    """Return, as a hand would write them, things for an option that are none of a role's."""
    ids = stage.ids
    if option == "character":
        return [str(ids["bob-rests"]), str(ids["bob-plays"]), "bob-rests"]
    if option == "fact":
        return [str(ids["fact foreign"]), str(ids["fact far away"]), str(ids["fact whispered"])]
    if option == "schedule":
        return [str(ids["schedule far away"]), "999999"]
    if option == "budget":
        return [str(ids["budget far away"])]
    # Whoever manages all channels, or the server, has every campaign of it in hand.
    near = "foreign archived" if command == "campaign restore" else "foreign"
    return [str(ids["far away"]), "999999"] + [str(ids[near])] * (role not in ("steward", "admin"))


async def prepare(stage: Stage, what: str) -> None:
    """Set up what a line of the matrix asks for."""
    table = await stage.play._tables.get(stage.ids["main"])
    campaign = table.state.campaign
    if what == "pause":
        await stage.stores.campaigns.set_status(campaign.id, "paused")
        table.change(lambda state: replace(state, campaign=replace(state.campaign, status="paused")))
    if what == "chair":
        holder = await stage.account("gus")
        await stage.stores.campaigns.set_chair(campaign.id, holder)
        table.change(lambda state: replace(state, campaign=replace(state.campaign, chair=holder)))
    if what == "rounds":
        rules = replace(campaign.rules, mode="rounds")
        table.change(lambda state: replace(state, campaign=replace(state.campaign, rules=rules)))
    if what == "absent":
        for name in PLAYERS:
            person = stage.person(name)
            await stage.services.attendance.leave(stage.here.id, Player(person.id, name))
    if what == "duel":
        voters = [await stage.account(name) for name in PLAYERS]
        duel = await duel_of(stage.stores, campaign, campaign.guild_id, stage.here.id, voters)
        stage.ids["duel"] = duel.id
