"""One server with everybody a command may come from, and whatever commands may name, their own and others'."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import SecretStr

from bot.domain.campaign import Role
from bot.domain.memory import Fact
from bot.services.people import Person as Player
from playground.model import Channel, Guild, Message
from playground.people import Person
from playground.permissions import bits
from tests.end_to_end.conftest import Seat, Sitting
from tests.permissions.matrix import ROLES
from tests.permissions.restoring import Baseline

# Who is what; the guest, the other player and the owner of the foreign campaigns are only named by others.
CAST = dict(zip(ROLES, ["sten", "ursa", "ivo", "remy", "spy", "pia", "gus", "olga", "stu", "adi"], strict=True))
SEATS: dict[str, Role] = {"ivo": "invited", "remy": "removed", "spy": "spectator", "gus": "gm"}
PLAYERS = ("pia", "gus", "olga", "bob")
MODEL = "offline/narrator"


@dataclass
class Stage:
    """A campaign that one has to be invited to, between others, and what is needed to act at it."""

    seat: Seat
    baseline: Baseline | None = None
    ids: dict[str, int] = field(default_factory=dict[str, int])
    """Characters by name, facts, campaigns, budgets and messages by what they are."""
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict[str, tuple[str, bytes]])
    bound: dict[int, int] = field(default_factory=dict[int, int])

    @classmethod
    async def set(cls, sit: Sitting) -> Stage:
        """Let everybody take their place; whatever is done to it afterwards can be put back."""
        seat = await sit(
            secret_key=SecretStr("a secret key for this test alone, 32"),
        )
        stage = cls(seat)
        # What is done by the clock changes the database as well, and is no command's doing.
        assert seat.bot is not None
        assert seat.bot._starting_jobs is not None
        await seat.bot._starting_jobs
        assert seat.bot._jobs is not None
        seat.bot._jobs.stop()
        await stage._people()
        await stage._campaigns()
        await stage._characters()
        await stage._things()
        for name, role in SEATS.items():
            await stage.seat_as(name, role)
        await stage._elsewhere()
        await stage.settle()
        stage.bound = dict(stage.play.bindings)
        stage.baseline = Baseline(seat.settings.database.split(":///")[1])
        return stage

    @property
    def services(self) -> Any:
        assert self.seat.bot is not None
        return self.seat.bot.services

    @property
    def play(self) -> Any:
        return self.services.play

    @property
    def stores(self) -> Any:
        return self.play._stores

    @property
    def here(self) -> Channel:
        return self.seat.channel

    @property
    def free(self) -> Channel:
        """A channel in which nothing is told."""
        return self.seat.playground.channel("general")

    def person(self, name: str) -> Person:
        return self.seat.playground.person(name)

    async def settle(self) -> None:
        await self.seat.settled()

    def changed(self) -> list[str]:
        """Name the tables that are not as they were."""
        assert self.baseline is not None
        return self.baseline.changed()

    async def restore(self) -> None:
        """Wait for the end of what was begun, and put everything back."""
        await self.settle()
        assert self.baseline is not None
        if self.baseline.is_touched():
            self.baseline.restore()
            for table in self.play._tables.values():
                self.play._tables.drop(table.campaign_id)
            self.play._bindings = dict(self.bound)
            self.services.servers._chosen.clear()

    async def open_to_all(self, is_open: bool) -> None:
        """Let whoever comes play, or only those who were invited."""
        table = await self.play._tables.get(self.ids["main"])
        entry = "open" if is_open else "invited"
        if table.state.campaign.rules.entry != entry:
            rules = replace(table.state.campaign.rules, entry=entry)
            table.change(lambda state: replace(state, campaign=replace(state.campaign, rules=rules)))

    async def account(self, name: str) -> int:
        person = self.person(name)
        return await self.services.campaigns._people.account_of(Player(person.id, person.user.display_name))

    async def seat_as(self, name: str, role: Role) -> None:
        account_id = await self.account(name)
        await self.stores.campaigns.set_role(self.ids["main"], account_id, role)
        (await self.play._tables.get(self.ids["main"])).members[account_id] = role

    async def _people(self) -> None:
        playground = self.seat.playground
        for name in (*CAST.values(), "bob", "guest"):
            playground.add_person(name)
        for name, right in (("stu", "manage_channels"), ("adi", "manage_guild")):
            self._grant(playground.guild, name, right)
        for name in (*CAST.values(), "bob", "guest"):
            await self.account(name)

    def _grant(self, guild: Guild, name: str, right: str) -> None:
        role = self.seat.playground.world.add_role(guild, right, bits(right))
        guild.members[self.person(name).id].roles.append(role.id)

    async def _campaigns(self) -> None:
        playground, world = self.seat.playground, self.seat.playground.world
        stranger = playground.channel("dice")
        for name, place, key in (("olga", self.here, "main"), ("bob", stranger, "foreign")):
            await self._create(name, place, key)
        for name, key in (("olga", "archived"), ("bob", "foreign archived")):
            place = playground.add_channel(key.replace(" ", "-"))
            await self._create(name, place, key)
            await self.settle()
            await (await self.person(name).slash(place, "campaign archive")).reply()
        zed = world.add_user("zed")
        inn = world.add_guild("The Far Inn", zed)
        await self._create("zed", playground.add_channel("cellar", inn), "far away")

    async def _create(self, name: str, place: Channel, key: str) -> None:
        world, person = self.seat.playground.world, self.person(name)
        world.overwrite(place, person.id, 1, bits("manage_channels"), 0)
        options = {"name": f"Saga {key}", "themes": "fog", "language": "en", "model": MODEL}
        await (await person.slash(place, "campaign create", **options)).reply()
        await (await person.slash(place, "campaign settings", entry="invited", levels="players", guests="any")).reply()
        world.overwrite(place, person.id, 1, 0, 0)
        self.ids[key] = self.play.campaign_in(place.id)
        await self.settle()

    async def _characters(self) -> None:
        await self.open_to_all(True)
        for name in (*CAST.values(), "bob"):
            person = self.person(name)
            player = Player(person.id, person.user.display_name)
            for called in (f"{name}-rests", f"{name}-retired", f"{name}-plays"):
                made = {"name": called, "race": "human", "class_": "fighter", "description": ""}
                if called.endswith("plays") and name not in PLAYERS:
                    continue
                await self.services.creation.create(self.here.id, player, **made)
                kept = (await self.services.stable.names(player))[-1]
                self.ids[called] = kept.id
                if not called.endswith("plays"):
                    await self.services.stable.transfer(player, str(kept.id))
                if called.endswith("retired"):
                    await self.services.stable.retire(player, str(kept.id))
            if name not in PLAYERS:
                await self._forget(name)
        await self.open_to_all(False)

    async def _forget(self, name: str) -> None:
        """Let somebody who made a character here have nothing to do with the campaign."""
        account_id = await self.account(name)
        await self.stores.members.drop(self.ids["main"], account_id)
        table = await self.play._tables.get(self.ids["main"])
        table.members.pop(account_id, None)

    async def _things(self) -> None:
        for words in ("I open the door.", "I look around."):
            told = len(self.seat.stories())
            self.ids["words"] = (await self.person("pia").say(self.here, words)).id
            await self.seat.told(told + 1)
            await self.settle()
        for kind, topic in (("lines", "snakes"), ("veils", "eels")):
            await (await self.person("pia").slash(self.here, f"safety {kind}", add=topic)).reply()
        self.ids["message"] = self.seat.stories()[-1].id
        for key in ("main", "foreign", "far away"):
            known = Fact(0, "fact", f"The {key} mill", "burnt down")
            self.ids[f"fact {key}"] = await self.stores.memory.add_fact(self.ids[key], None, known)
        secret = Fact(0, "secret", "Bob", "is the thief", character_id=self.ids["bob-plays"])
        self.ids["fact whispered"] = await self.stores.memory.add_fact(self.ids["main"], None, secret)
        self.play._tables.drop(self.ids["main"])
        playground = self.seat.playground
        ada, zed = self.person("ada"), self.person("zed")
        far = playground.channel("cellar", list(playground.world.guilds.values())[-1])
        money = {"amount": "500", "period": "month", "unit": "dollars"}
        for key, who, place, scope in (
            ("budget server", ada, self.here, "server"),
            ("budget main", ada, self.here, "campaign"),
            ("budget foreign", ada, playground.channel("dice"), "campaign"),
            ("budget far away", zed, far, "server"),
        ):
            await (await who.slash(place, "budget set", scope=scope, **money)).reply()
            guild_id = place.guild.id if place.guild else 0
            self.ids[key] = max(one.id for one in await self.services.treasury.of_server(guild_id))
        for key, who, place in (("schedule", ada, self.here), ("schedule far away", zed, far)):
            await (await who.slash(place, "stats schedule add", chart="digest", every="day")).reply()
            guild_id = place.guild.id if place.guild else 0
            self.ids[key] = max(one.id for one in await self.stores.schedules.of_guild(guild_id))

    async def _elsewhere(self) -> None:
        for command, options, key in (
            ("campaign export", {"form": "json"}, "campaign"),
            ("character export", {"character": str(self.ids["olga-rests"])}, "character"),
        ):
            answer = await (await self.person("olga").slash(self.here, command, **options)).reply()
            (item,) = answer.attachments
            self.files[key] = (item.filename, self.seat.playground.world.files[item.id])

    def message(self, key: str) -> Message:
        return self.seat.playground.world.messages[self.ids[key]]
