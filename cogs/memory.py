"""See and mend what the game master remembers, and find again what was told."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.domain.memory import FACT_LENGTH, SUBJECT_LENGTH
from bot.domain.recall import QUERY_LENGTH
from bot.i18n import N_, translate
from bot.services.memory import MemoryService
from bot.ui.answers import Answer
from bot.ui.choices import matching
from bot.ui.memory import as_fact, fact_label, fact_line, memory_card, recall_text
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

PINNED = N_("The game master keeps this in mind from now on: {fact}")
LET_GO = N_("This is no longer pinned: {fact}")
CORRECTED = N_("From now on this holds: {fact}")
FORGOTTEN = N_("The game master forgets this: {fact}")


@app_commands.guild_only()
class Memory(commands.GroupCog, group_name="memory", group_description="What the game master remembers"):
    """The notes behind the story."""

    def __init__(self, memory: MemoryService) -> None:
        self.memory = memory

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show what the game master knows of people, places and what happened."""
        async with Answer(interaction, ephemeral=True) as answer:
            view = await self.memory.show(interaction.channel_id or 0, person_of(interaction.user))
            await answer.say(embed=memory_card(view, tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(about="Whom or what it is about", text="What holds and must not be forgotten")
    async def note(
        self,
        interaction: discord.Interaction[SkaldBot],
        about: app_commands.Range[str, 1, SUBJECT_LENGTH],
        text: app_commands.Range[str, 1, FACT_LENGTH],
    ) -> None:
        """Write something down that the game master keeps in mind."""
        person = person_of(interaction.user, interaction.permissions)
        async with await self._answer(interaction) as answer:
            fact = await self.memory.note(interaction.channel_id or 0, person, about, text)
            await answer.say(_told(PINNED, fact_line(fact), interaction))

    @app_commands.command()
    @app_commands.describe(fact="Which fact", pinned="Whether it stands in every prompt")
    async def pin(self, interaction: discord.Interaction[SkaldBot], fact: str, pinned: bool = True) -> None:
        """Have the game master keep a fact in mind at every turn, or no longer."""
        person = person_of(interaction.user, interaction.permissions)
        async with await self._answer(interaction, fact) as answer:
            kept = await self.memory.pin(interaction.channel_id or 0, person, fact, pinned=pinned)
            await answer.say(_told(PINNED if pinned else LET_GO, fact_line(kept), interaction))

    @app_commands.command()
    @app_commands.describe(fact="Which fact", text="What holds instead")
    async def correct(
        self, interaction: discord.Interaction[SkaldBot], fact: str, text: app_commands.Range[str, 1, FACT_LENGTH]
    ) -> None:
        """Correct something that the game master has wrong."""
        person = person_of(interaction.user, interaction.permissions)
        async with await self._answer(interaction, fact) as answer:
            kept = await self.memory.correct(interaction.channel_id or 0, person, fact, text)
            await answer.say(_told(CORRECTED, fact_line(kept), interaction))

    @app_commands.command()
    @app_commands.describe(fact="Which fact")
    async def delete(self, interaction: discord.Interaction[SkaldBot], fact: str) -> None:
        """Let the game master forget a fact."""
        person = person_of(interaction.user, interaction.permissions)
        async with await self._answer(interaction, fact) as answer:
            gone = await self.memory.delete(interaction.channel_id or 0, person, fact)
            await answer.say(_told(FORGOTTEN, fact_line(gone), interaction))

    @pin.autocomplete("fact")
    @correct.autocomplete("fact")
    @delete.autocomplete("fact")
    async def _facts(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        known = await self.memory.known(interaction.channel_id or 0, person_of(interaction.user))
        return matching([(str(fact.id), fact_label(fact)) for fact in reversed(known)], current)

    @app_commands.guild_only()
    async def pin_message(self, interaction: discord.Interaction[SkaldBot], message: discord.Message) -> None:
        """Write down what a message says, and have the game master keep it in mind."""
        person = person_of(interaction.user, interaction.permissions)
        async with await self._answer(interaction) as answer:
            about, text = as_fact(message, tongue(interaction))
            fact = await self.memory.note(interaction.channel_id or 0, person, about, text)
            await answer.say(_told(PINNED, fact_line(fact), interaction))

    async def _answer(self, interaction: discord.Interaction[SkaldBot], fact: str = "") -> Answer:
        """Answer so that the table sees what changed, unless it is one person's own."""
        private = await self.memory.private(interaction.channel_id or 0, person_of(interaction.user), fact)
        return Answer(interaction, ephemeral=private)


class Recalls(commands.Cog):
    """The whole story, however long ago it was told."""

    def __init__(self, memory: MemoryService) -> None:
        self.memory = memory

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.describe(words="A name, or what it was about")
    async def recall(
        self, interaction: discord.Interaction[SkaldBot], words: app_commands.Range[str, 1, QUERY_LENGTH]
    ) -> None:
        """Find something that was told long ago, for you alone."""
        async with Answer(interaction, ephemeral=True) as answer:
            found = await self.memory.recall(interaction.channel_id or 0, person_of(interaction.user), words)
            await answer.say(recall_text(found, tongue(interaction)))


def _told(sentence: str, fact: str, interaction: discord.Interaction[SkaldBot]) -> str:
    return translate(sentence, tongue(interaction)).format(fact=fact)


async def setup(bot: SkaldBot) -> None:
    memory = Memory(bot.services.memory)
    await bot.add_cog(memory)
    bot.tree.add_command(app_commands.ContextMenu(name="Pin as fact", callback=memory.pin_message))
    await bot.add_cog(Recalls(bot.services.memory))
