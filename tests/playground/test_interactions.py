"""Slash commands, buttons, selects, forms and menus, through the real client."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import discord
import pytest
from discord import app_commands, ui
from discord.http import Route

from playground import ManualClock, Person, Playground, Refused, Unanswered
from playground.conformance import Conformance
from playground.model import Channel
from tests.playground.client import Bot, connected

WEAPONS = [discord.SelectOption(label="Sword"), discord.SelectOption(label="Bow", emoji="🏹")]


class Buttons(ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.chosen: list[str] = []

    @ui.button(label="Retry", custom_id="retry")
    async def retry(self, interaction: discord.Interaction, button: ui.Button[Buttons]) -> None:
        await interaction.response.edit_message(content="tried again")

    @ui.button(label="Quietly", emoji="🤫", custom_id="quiet")
    async def quiet(self, interaction: discord.Interaction, button: ui.Button[Buttons]) -> None:
        await interaction.response.defer()
        await interaction.followup.send("only for you", ephemeral=True)

    @ui.button(label="Form", custom_id="form")
    async def form(self, interaction: discord.Interaction, button: ui.Button[Buttons]) -> None:
        await interaction.response.send_modal(Form())

    @ui.button(label="Off", custom_id="off", disabled=True)
    async def off(self, interaction: discord.Interaction, button: ui.Button[Buttons]) -> None:
        """Never pressed."""

    @ui.select(placeholder="Weapon", options=WEAPONS)
    async def weapon(self, interaction: discord.Interaction, select: ui.Select[Buttons]) -> None:
        await interaction.response.send_message(f"You take the {select.values[0]}")

    @ui.select(cls=ui.UserSelect, custom_id="who", max_values=2)
    async def who(self, interaction: discord.Interaction, select: ui.UserSelect[Buttons]) -> None:
        await interaction.response.send_message(", ".join(user.name for user in select.values))


class Places(ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.select(cls=ui.RoleSelect, custom_id="role")
    async def role(self, interaction: discord.Interaction, select: ui.RoleSelect[Places]) -> None:
        await interaction.response.send_message(select.values[0].name)

    @ui.select(cls=ui.ChannelSelect, custom_id="channel")
    async def channel(self, interaction: discord.Interaction, select: ui.ChannelSelect[Places]) -> None:
        await interaction.response.send_message(select.values[0].name)

    @ui.select(cls=ui.MentionableSelect, custom_id="mentionable", max_values=2)
    async def mentionable(self, interaction: discord.Interaction, select: ui.MentionableSelect[Places]) -> None:
        await interaction.response.send_message(", ".join(item.name for item in select.values))


class Form(ui.Modal, title="A character"):
    name = ui.TextInput[ui.Modal](label="Name", min_length=2, max_length=20)
    story = ui.TextInput[ui.Modal](label="Story", required=False, style=discord.TextStyle.paragraph)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"{self.name.value}: {self.story.value or 'nothing known'}")


class NewForm(ui.Modal, title="Equipment"):
    intro = ui.TextDisplay("Choose well")
    weapon = ui.Label[ui.Modal](
        text="Weapon",
        description="One of them",
        component=ui.Select(custom_id="weapon", options=[discord.SelectOption(label="Sword")]),
    )
    motto = ui.Label[ui.Modal](text="Motto", component=ui.TextInput(custom_id="motto"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.weapon.component, ui.Select)
        assert isinstance(self.motto.component, ui.TextInput)
        await interaction.response.send_message(f"{self.weapon.component.values[0]}, {self.motto.component.value}")


class French(app_commands.Translator):
    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        return {"greet": "saluer"}.get(string.message) if locale is discord.Locale.french else None


MOODS = [app_commands.Choice(name="Merry", value="m"), app_commands.Choice(name="Sad", value="s")]


def add_commands(bot: Bot) -> None:
    tree = bot.tree

    @tree.command(description="Greet somebody")
    @app_commands.choices(mood=MOODS)
    async def greet(
        interaction: discord.Interaction,
        who: str,
        times: app_commands.Range[int, 1, 3] = 1,
        mood: str = "m",
        to: discord.Member | None = None,
    ) -> None:
        name = to.display_name if to else who
        await interaction.response.send_message(f"{mood}: hello {name}" * times)

    @greet.autocomplete("who")
    async def complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        times = interaction.namespace.times or 1
        return [app_commands.Choice(name=f"{current}{number}", value=str(number)) for number in range(times)]

    group = app_commands.Group(name="campaign", description="Campaigns")

    @group.command(description="Begin one")
    async def create(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content=f"{name} begins")
        await interaction.followup.send("And a follow-up")

    tree.add_command(group)

    @tree.command(description="Secretly")
    async def secret(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("just you")

    @tree.command(description="Twice")
    async def twice(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("once")
        interaction.response._response_type = None
        with contextlib.suppress(discord.InteractionResponded):
            await interaction.response.send_message("twice")

    @tree.command(description="Never")
    async def never(interaction: discord.Interaction) -> None:
        """Say nothing."""

    @tree.command(description="Buttons")
    async def buttons(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("choose", view=Buttons())

    @tree.command(description="Places")
    async def places(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("choose", view=Places())

    @tree.command(description="A form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    @tree.command(description="A newer form")
    async def equip(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(NewForm())

    @tree.command(description="For admins")
    @app_commands.default_permissions(manage_guild=True)
    async def admin(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("as you wish")

    @tree.context_menu(name="Quote")
    async def quote(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"> {message.content}")

    @tree.context_menu(name="Wave")
    async def wave(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"waves at {member.display_name}")


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with connected(playground) as bot:
        add_commands(bot)
        await bot.tree.set_translator(French())
        await bot.tree.sync()
        yield bot


async def test_a_slash_command_is_answered(bot: Bot, kira: Person, place: Channel) -> None:
    call = await kira.slash(place, "greet", who="world", times=2)
    assert call.acknowledged == 4
    assert (await call.reply()).content == "m: hello worldm: hello world"
    assert place.messages[-1].kind == 20
    assert place.messages[-1].interaction is not None
    assert place.messages[-1].interaction["name"] == "greet"


async def test_a_person_and_a_choice_are_options(bot: Bot, kira: Person, bruno: Person, place: Channel) -> None:
    call = await kira.slash(place, "greet", who="x", mood="Sad", to=bruno)
    assert (await call.reply()).content == "s: hello Bruno"


@pytest.mark.parametrize(
    ("command", "options", "sentence"),
    [
        ("nothing", {}, "registered no command"),
        ("greet", {}, "needs the option 'who'"),
        ("greet", {"who": "x", "what": 1}, "no option 'what'"),
        ("greet", {"who": "x", "times": 9}, "from 1 to 3"),
        ("greet", {"who": "x", "times": "many"}, "a whole number"),
        ("greet", {"who": "x", "mood": "angry"}, "one of: Merry, Sad"),
        ("greet", {"who": "x", "to": 1}, "a person"),
        ("campaign", {}, "needs a sub-command"),
        ("campaign end", {}, "does not exist"),
        ("admin", {}, "not permitted"),
    ],
)
async def test_the_client_refuses_what_discord_would_not_send(
    bot: Bot, kira: Person, place: Channel, command: str, options: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        await kira.slash(place, command, **options)


async def test_an_admin_may_use_what_a_player_may_not(bot: Bot, ada: Person, place: Channel) -> None:
    assert (await (await ada.slash(place, "admin")).reply()).content == "as you wish"


async def test_autocomplete_offers_choices_and_knows_what_is_filled_in(bot: Bot, kira: Person, place: Channel) -> None:
    choices = await kira.autocomplete(place, "greet", "who", "gp", filled={"times": 2})
    assert [item["name"] for item in choices] == ["gp0", "gp1"]


async def test_a_deferred_answer_thinks_then_speaks_then_follows_up(bot: Bot, kira: Person, place: Channel) -> None:
    call = await kira.slash(place, "campaign create", name="The Vale")
    assert call.acknowledged == 5
    assert (await call.reply()).content == "The Vale begins"
    await call._world.hub.wait_for(lambda: call.followups, 5, "the follow-up")
    assert [item.content for item in place.messages] == ["The Vale begins", "And a follow-up"]


async def test_an_ephemeral_answer_is_seen_by_one_person(
    playground: Playground, bot: Bot, kira: Person, bruno: Person, place: Channel
) -> None:
    message = await (await kira.slash(place, "secret")).reply()
    assert message.ephemeral
    assert place.messages == []
    assert [item.content for item in playground.ephemeral(kira)] == ["just you"]
    assert playground.ephemeral(bruno) == []


async def test_a_second_acknowledgement_is_refused_with_40060(
    playground: Playground, bot: Bot, kira: Person, place: Channel
) -> None:
    await kira.slash(place, "twice")
    template = "/interactions/{interaction_id}/{interaction_token}/callback"
    await playground.wait_for(lambda: len(playground.recorder.find("POST", template)) == 2, what="the second answer")
    second = playground.recorder.find("POST", template)[1]
    assert (second.status, second.response["code"]) == (400, 40060)


async def test_a_button_changes_its_message(bot: Bot, kira: Person, place: Channel) -> None:
    message = await (await kira.slash(place, "buttons")).reply()
    call = await kira.click(message, "Retry")
    assert call.acknowledged == 7
    assert (await call.reply()).content == "tried again"
    assert message.content == "tried again"


async def test_a_button_may_be_acknowledged_silently_and_followed_up(
    playground: Playground, bot: Bot, kira: Person, place: Channel
) -> None:
    message = await (await kira.slash(place, "buttons")).reply()
    call = await kira.click(message, "quiet")
    assert call.acknowledged == 6
    assert (await call.reply()).content == "only for you"
    assert message.content == "choose"


async def test_a_disabled_or_missing_button_cannot_be_pressed(bot: Bot, kira: Person, place: Channel) -> None:
    message = await (await kira.slash(place, "buttons")).reply()
    with pytest.raises(Refused, match="any more"):
        await kira.click(message, "Off")
    with pytest.raises(Refused, match="has no 'Boom'"):
        await kira.click(message, "Boom")


async def test_selects_of_every_kind_are_chosen_from(
    playground: Playground, bot: Bot, kira: Person, bruno: Person, place: Channel
) -> None:
    message = await (await kira.slash(place, "buttons")).reply()
    assert (await (await kira.select(message, "Weapon", ["Bow"])).reply()).content == "You take the Bow"
    assert (await (await kira.select(message, "who", [kira, bruno])).reply()).content == "kira, bruno"
    with pytest.raises(Refused, match="not offered"):
        await kira.select(message, "Weapon", ["Spoon"])
    other = await (await kira.slash(place, "places")).reply()
    role = next(iter(playground.guild.roles.values()))
    assert (await (await kira.select(other, "role", [role])).reply()).content == "@everyone"
    assert (await (await kira.select(other, "channel", [place])).reply()).content == "campaign"
    assert (await (await kira.select(other, "mentionable", [role, bruno])).reply()).content == "bruno, @everyone"


async def test_a_form_is_shown_filled_in_and_answered(bot: Bot, kira: Person, place: Channel) -> None:
    shown = await kira.slash(place, "form")
    assert shown.acknowledged == 9
    assert shown.modal is not None
    assert shown.modal["title"] == "A character"
    fields = [item["components"][0] for item in shown.modal["components"]]
    name = next(item["custom_id"] for item in fields if item["label"] == "Name")
    with pytest.raises(Refused, match="must be filled in"):
        await kira.submit(shown, {})
    with pytest.raises(Refused, match="at most 20"):
        await kira.submit(shown, {name: "x" * 21})
    call = await kira.submit(shown, {name: "Mira"})
    assert (await call.reply()).content == "Mira: nothing known"


async def test_a_form_with_labels_and_selects_is_filled_in(bot: Bot, kira: Person, place: Channel) -> None:
    shown = await kira.slash(place, "equip")
    call = await kira.submit(shown, {"weapon": ["Sword"], "motto": "Onward"})
    assert (await call.reply()).content == "Sword, Onward"


async def test_a_button_may_show_a_form(bot: Bot, kira: Person, place: Channel) -> None:
    message = await (await kira.slash(place, "buttons")).reply()
    shown = await kira.click(message, "Form")
    assert shown.modal is not None
    name = shown.modal["components"][0]["components"][0]["custom_id"]
    assert (await (await kira.submit(shown, {name: "Mira"})).reply()).content == "Mira: nothing known"


async def test_menus_on_a_message_and_on_a_person(bot: Bot, kira: Person, bruno: Person, place: Channel) -> None:
    said = await bruno.say(place, "Never!")
    assert (await (await kira.context_menu(place, "Quote", said)).reply()).content == "> Never!"
    assert (await (await kira.context_menu(place, "Wave", bruno)).reply()).content == "waves at Bruno"


async def test_commands_carry_their_french_names(playground: Playground, bot: Bot) -> None:
    names = {item["name"]: item["name_localizations"] for item in playground.world.application.commands.values()}
    assert names["greet"] == {"fr": "saluer"}


async def test_three_seconds_without_an_answer_fail_and_a_late_one_is_unknown(
    clock: ManualClock, conformance: Conformance | None
) -> None:
    playground = await Playground.start(clock=clock, rate_limits=False)
    async with connected(playground) as bot:
        late = asyncio.Event()
        problems: list[discord.NotFound] = []

        @bot.tree.command(description="Late")
        async def late_answer(interaction: discord.Interaction) -> None:
            await late.wait()
            try:
                await interaction.response.send_message("sorry")
            except discord.NotFound as problem:
                problems.append(problem)

        await bot.tree.sync()
        kira, place = playground.person("kira"), playground.channel("campaign")
        waiting = asyncio.create_task(kira.slash(place, "late_answer"))
        await playground.wait_for(lambda: playground.world.interactions, what="the command")
        clock.advance(2.9)
        assert not waiting.done()
        clock.advance(0.2)
        with pytest.raises(Unanswered, match="within 3 seconds"):
            await waiting
        late.set()
        await playground.wait_for(lambda: problems or playground.exchanges[-1].status == 404, what="the refusal")
        assert playground.exchanges[-1].response["code"] == 10062
    await playground.close()


async def test_the_token_of_an_interaction_dies_after_15_minutes(clock: ManualClock) -> None:
    playground = await Playground.start(clock=clock, rate_limits=False)
    async with connected(playground) as bot:
        kept: list[discord.Interaction] = []
        done = asyncio.Event()

        @bot.tree.command(description="Keep")
        async def keep(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("kept")
            kept.append(interaction)
            done.set()

        await bot.tree.sync()
        await playground.person("kira").slash(playground.channel("campaign"), "keep")
        clock.advance(899)
        await playground.wait_for(lambda: playground.channel("campaign").messages, what="the answer")
        await asyncio.wait_for(done.wait(), 5)
        assert await kept[0].original_response()
        clock.advance(2)
        with pytest.raises(discord.HTTPException) as refused:
            await kept[0].followup.send("too late")
        assert (refused.value.status, refused.value.code) == (401, 50027)
    await playground.close()


async def test_a_command_nobody_hears_is_unanswered(clock: ManualClock) -> None:
    playground = await Playground.start(clock=clock)
    playground.world.application.commands[1] = {"id": "1", "type": 1, "name": "hello", "description": "x"}
    waiting = asyncio.create_task(playground.person("kira").slash(playground.channel("dice"), "hello"))
    await playground.wait_for(lambda: playground.world.interactions, what="the command")
    clock.advance(3)
    with pytest.raises(Unanswered):
        await waiting
    await playground.close()


async def test_components_v2_are_kept_and_pressed(bot: Bot, kira: Person, place: Channel) -> None:
    pressed: list[str] = []

    class Card(ui.LayoutView):
        def __init__(self) -> None:
            super().__init__(timeout=None)
            button: ui.Button[Card] = ui.Button(label="Roll", custom_id="roll")
            button.callback = self.roll  # type: ignore[method-assign]
            self.add_item(
                ui.Container(
                    ui.TextDisplay("# The goblin"),
                    ui.Separator(),
                    ui.Section("It sneers.", accessory=button),
                    ui.MediaGallery(discord.MediaGalleryItem("https://example.com/goblin.png")),
                )
            )

        async def roll(self, interaction: discord.Interaction) -> None:
            pressed.append(str(interaction.user))
            await interaction.response.defer()

    channel = bot.get_channel(place.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send(view=Card())
    message = place.messages[-1]
    assert message.text == "# The goblin\nIt sneers."
    call = await kira.click(message, "Roll")
    assert call.acknowledged == 6
    assert pressed == ["kira"]


async def test_text_beside_components_v2_is_refused(bot: Bot, place: Channel) -> None:
    channel = bot.get_channel(place.id)
    assert isinstance(channel, discord.TextChannel)

    class Card(ui.LayoutView):
        text = ui.TextDisplay[ui.LayoutView]("# The goblin")

    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.request(
            Route("POST", "/channels/{channel_id}/messages", channel_id=place.id),
            json={"content": "beside", "flags": 1 << 15, "components": Card().to_components()},
        )
    assert "cannot be used when using MessageFlags.IS_COMPONENTS_V2" in refused.value.text


async def test_more_than_five_buttons_in_a_row_and_equal_custom_ids_are_refused(bot: Bot, place: Channel) -> None:
    button = {"type": 2, "style": 1, "label": "x", "custom_id": "same"}
    for row, word in (([button, button], "duplicated"), ([{**button, "custom_id": str(n)} for n in range(6)], "width")):
        with pytest.raises(discord.HTTPException) as refused:
            await bot.http.request(
                Route("POST", "/channels/{channel_id}/messages", channel_id=place.id),
                json={"content": "x", "components": [{"type": 1, "components": row}]},
            )
        assert refused.value.code == 50035
        assert word in refused.value.text
