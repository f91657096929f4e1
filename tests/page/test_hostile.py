"""Script in every field that a person, a bot or a model can fill stays text; and how much the page weighs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
import pytest_asyncio
from discord import ui
from playwright.async_api import Page, Response, expect

from playground.model import Role
from playground.server import Playground
from tests.page.conftest import Profiles
from tests.page.driver import Seat
from tests.playground.client import Bot, connected

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOSTILE = '"><script>pwned=1</script><img src=x onerror=pwned=1>\u202e</textarea>'
SHORT = "<script>pwned=1</script><x-y>"
KILOBYTES = 300


class Panel(ui.LayoutView):
    def __init__(self) -> None:
        super().__init__(timeout=None)
        texts = [ui.TextDisplay[Panel](f"# {HOSTILE}"), ui.TextDisplay[Panel](f"[{HOSTILE}](javascript:pwned=1)")]
        section = ui.Section[Panel](*texts, accessory=ui.Button(label=SHORT, custom_id=SHORT))
        select = ui.Select[Panel](placeholder=SHORT, custom_id="choose")
        select.add_option(label=SHORT, description=SHORT, value=SHORT)
        self.add_item(ui.Container(section, ui.ActionRow(select)))


class Form(ui.Modal, title=SHORT):
    first = ui.TextInput[ui.Modal](label=SHORT, placeholder=SHORT, default=HOSTILE, custom_id="first")


@pytest_asyncio.fixture(loop_scope="session")
async def hostile() -> AsyncIterator[tuple[Playground, Bot]]:
    playground = await Playground.start(rate_limits=False)
    guild = playground.guild
    guild.name = HOSTILE
    playground.channel("general").topic = HOSTILE
    for user in [one.user for one in guild.members.values()]:
        user.display_name = HOSTILE
    guild.roles[1] = Role(1, HOSTILE, 0, 5, hoist=True)
    guild.members[playground.person("kira").id].roles.append(1)
    playground.add_channel(SHORT)
    async with connected(playground) as bot:

        @bot.tree.command(description=SHORT)
        @discord.app_commands.describe(what=SHORT)
        async def say(interaction: discord.Interaction, what: str) -> None:
            await interaction.response.send_modal(Form())

        @say.autocomplete("what")
        async def complete(interaction: discord.Interaction, current: str) -> list[discord.app_commands.Choice[str]]:
            return [discord.app_commands.Choice(name=HOSTILE, value=HOSTILE)]

        await bot.tree.sync()
        yield playground, bot
    await playground.close()


async def _fill(playground: Playground, bot: Bot) -> None:
    """Write script into everything a message holds."""
    place = playground.channel("general")
    kira = playground.person("kira")
    said = await kira.say(place, HOSTILE, files=[(f"{SHORT}.html", b"<script>pwned=1</script>")])
    await playground.person("bruno").say(place, f"```{HOSTILE}```||{HOSTILE}|| `{HOSTILE}` > {HOSTILE}", reply_to=said)
    await kira.start_thread(place, SHORT, said)
    channel = bot.get_channel(place.id)
    assert isinstance(channel, discord.TextChannel)
    embed = discord.Embed(title=HOSTILE, description=HOSTILE, url="https://example.org/?" + "%3Cscript%3E")
    embed.set_author(name=HOSTILE).set_footer(text=HOSTILE).add_field(name=HOSTILE, value=HOSTILE)
    await channel.send(HOSTILE, embed=embed)
    await channel.send(view=Panel())
    webhook = await channel.create_webhook(name="Herald")
    await webhook.send(HOSTILE, username="<script>pwned=1</script>")


async def _unharmed(page: Page) -> None:
    assert await page.evaluate("globalThis.pwned === undefined")
    assert await page.locator("script:not([src$='/app.js'])").count() == 0
    assert await page.locator("img[src='x'], x-y").count() == 0


async def test_script_in_every_field_stays_text(hostile: tuple[Playground, Bot], profiles: Profiles) -> None:
    playground, bot = hostile
    await _fill(playground, bot)
    page = await (await profiles.speaking("en-US", 0)).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(f"{playground.url}/#kira/general")
    await expect(page.locator("li.message")).to_have_count(5)
    await _unharmed(page)
    seat = Seat(page)
    await seat.choose_command("say")
    await seat.option("what").press_sequentially("x")
    await page.get_by_role("option").filter(has_text="pwned").first.click()
    await page.locator(".composer .send").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await _unharmed(page)
    await page.keyboard.press("Escape")
    assert errors == []
    await page.close()


async def test_the_page_weighs_less_than_300_kilobytes(hostile: tuple[Playground, Bot], profiles: Profiles) -> None:
    """Everything that is fetched until the page can be played on, as the bytes they are, uncompressed."""
    playground, _ = hostile
    browser = profiles.browser
    context = await browser.new_context()
    page = await context.new_page()
    seen: list[Response] = []
    page.on("response", lambda answer: seen.append(answer))
    await page.goto(f"{playground.url}/#kira/dice")
    await expect(page.locator("#message")).to_be_visible()
    own = [one for one in seen if "/page/" not in one.url.removeprefix(playground.url)[:6] and one.ok]
    weight = sum([len(await one.body()) for one in own])
    await context.close()
    assert len(own) > 10
    assert weight < KILOBYTES * 1000, weight


@pytest.mark.parametrize("missing", ["app.js", "markdown.js", "words/common.js"])
async def test_a_page_whose_code_does_not_come_says_so_in_both_languages(
    hostile: tuple[Playground, Bot], profiles: Profiles, missing: str
) -> None:
    context = await profiles.browser.new_context(reduced_motion="reduce")
    page = await context.new_page()
    await page.route(f"**/{missing}", lambda route: route.abort())
    await page.goto(hostile[0].url)
    await expect(page.get_by_text("load the page again")).to_be_visible()
    await expect(page.get_by_text("rechargez la page")).to_be_visible()
    await context.close()


async def test_a_part_that_does_not_come_when_it_is_used_is_told(
    hostile: tuple[Playground, Bot], profiles: Profiles
) -> None:
    context = await profiles.browser.new_context()
    page = await context.new_page()
    await page.route("**/drawer/drawer.js", lambda route: route.abort())
    await page.goto(f"{hostile[0].url}/#kira/dice")
    seat = Seat(page)
    await seat.say("Who listens?")
    await expect(page.locator("#unopened")).to_have_count(0)
    await seat.last.click(button="right")
    await page.get_by_role("menuitem", name="Look inside").click()
    await expect(seat.notice).to_be_visible()
    await context.close()


async def test_an_old_browser_is_told_that_it_is(hostile: tuple[Playground, Bot], profiles: Profiles) -> None:
    context = await profiles.browser.new_context()
    page = await context.new_page()
    await page.add_init_script("CSS.supports = () => false; delete globalThis.HTMLDialogElement")
    await page.goto(f"{hostile[0].url}/#kira/dice")
    await expect(page.locator("#message")).to_be_visible()
    await expect(page.get_by_text("browser of 2024 or newer")).to_be_visible()
    await context.close()


async def test_a_browser_that_keeps_nothing_is_played_in_all_the_same(
    hostile: tuple[Playground, Bot], profiles: Profiles
) -> None:
    context = await profiles.browser.new_context()
    page = await context.new_page()
    for name in ("localStorage", "sessionStorage"):
        closed = "{ get() { throw new DOMException('closed', 'SecurityError'); } }"
        await page.add_init_script(f"Object.defineProperty(window, '{name}', {closed})")
    await page.add_init_script("delete globalThis.WebSocket")
    await page.goto(f"{hostile[0].url}/#kira/dice")
    await Seat(page).say("I keep nothing")
    await expect(Seat(page).message("I keep nothing")).to_have_count(1)
    await context.close()


async def test_a_trace_of_another_shape_leaves_the_drawer_a_sentence(
    hostile: tuple[Playground, Bot], profiles: Profiles, tmp_path: Path
) -> None:
    playground, _ = hostile
    said = await playground.person("kira").say(playground.channel("dice"), "Whose words were these?")
    (tmp_path / "1.json").write_text(f'{{"messages": ["{said.id}"], "attempts": "{SHORT}", "actions": 7}}')
    playground.traces = tmp_path
    context = await profiles.browser.new_context()
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(f"{playground.url}/#ada/dice")
    seat = Seat(page)
    await seat.message("Whose words").click(button="right")
    await page.get_by_role("menuitem", name="Look inside").click()
    for tab in await page.get_by_role("tab").all():
        await tab.click()
        await expect(page.locator("#look-panel > *").last).not_to_have_text("")
        await expect(page.locator("#look-panel")).not_to_contain_text("Searching")
    assert errors == []
    playground.traces = None
    await context.close()
