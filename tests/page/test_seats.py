"""Who sits at the page: people, channels, languages, sizes, and connections that come and go."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from playground.server import Playground
from tests.page.conftest import Sit, Table

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Wire:
    """The page's WebSocket, to be cut and mended."""

    def __init__(self) -> None:
        self.cut = False
        self.sockets: list[WebSocketRoute] = []

    async def lay(self, page: Page) -> None:
        await page.route_web_socket("**/page/ws*", self._open)

    async def _open(self, socket: WebSocketRoute) -> None:
        if self.cut:
            await socket.close()
            return
        self.sockets.append(socket)
        socket.connect_to_server()

    async def lose(self) -> None:
        self.cut = True
        for socket in self.sockets:
            await socket.close()
        self.sockets.clear()


async def test_switching_the_person_changes_who_speaks_and_what_they_see(table: Table, sit: Sit) -> None:
    seat = await sit("kira")
    await seat.send_slash("secret")
    await expect(seat.message("dagger")).to_have_count(1)
    await seat.become("bruno")
    await expect(seat.message("dagger")).to_have_count(0)
    await seat.say("It is me, Bruno")
    await expect(seat.last.locator(".author")).to_have_text("Bruno")
    assert table.channel.messages[-1].author.name == "bruno"
    await seat.become("kira")
    await expect(seat.message("dagger")).to_have_count(1)


async def test_the_address_remembers_person_and_channel_through_a_reload(table: Table, sit: Sit) -> None:
    seat = await sit("bruno")
    await seat.page.locator(".channel", has_text="dice").click()
    await expect(seat.composer).to_have_attribute("placeholder", "Message #dice as Bruno")
    await seat.become("ada")
    await seat.page.reload()
    await expect(seat.composer).to_have_attribute("placeholder", "Message #dice as Ada")
    dice = table.playground.channel("dice")
    assert seat.page.url.endswith(f"#ada/{dice.id}")


async def test_an_address_with_a_name_that_nobody_has_still_opens_a_seat(table: Table) -> None:
    seat = await table.sit("zoltan", "nowhere")
    await expect(seat.composer).to_have_attribute("placeholder", "Message #campaign as Ada")


async def test_a_channel_with_something_new_is_marked_until_it_is_opened(table: Table, sit: Sit) -> None:
    seat = await sit()
    general = table.playground.channel("general")
    await table.playground.person("bruno").say(general, "psst")
    mark = seat.page.locator(".channel", has_text="general")
    await expect(mark).to_have_class("channel unread")
    await mark.click()
    await expect(seat.last).to_contain_text("psst")
    await expect(seat.page.locator(".channel.unread")).to_have_count(0)


async def test_a_draft_waits_in_its_channel(sit: Sit) -> None:
    seat = await sit()
    await seat.composer.fill("half a thought")
    await seat.page.locator(".channel", has_text="dice").click()
    await expect(seat.composer).to_have_value("")
    await seat.page.locator(".channel", has_text="table-").click()
    await expect(seat.composer).to_have_value("half a thought")


async def test_the_page_speaks_french_when_asked_and_remembers_it(sit: Sit) -> None:
    seat = await sit()
    await seat.open_seat()
    await seat.page.get_by_role("menuitemradio", name="Français").click()
    await expect(seat.page.get_by_role("heading", name="Salons")).to_be_visible()
    await expect(seat.page.locator("html")).to_have_attribute("lang", "fr")
    await seat.send_slash("press")
    await seat.last.get_by_role("button", name="🎲 Again").click()
    await expect(seat.last.locator(".content")).to_contain_text("Pressed 1 times in fr")
    await expect(seat.last.locator(".edited")).to_have_text("(modifié)")
    await seat.page.reload()
    await expect(seat.page.get_by_role("heading", name="Salons")).to_be_visible()


async def test_a_lost_connection_is_shown_and_what_was_missed_comes_without_a_reload(table: Table, sit: Sit) -> None:
    kira, bruno = table.playground.person("kira"), table.playground.person("bruno")
    kept, gone, changed = [await kira.say(table.channel, text) for text in ("kept", "gone", "before")]
    seat = await sit(bent=True)
    wire = Wire()
    await wire.lay(seat.page)
    await seat.page.reload()
    await expect(seat.messages).to_have_count(3)
    await seat.composer.fill("a draft")
    await wire.lose()
    await expect(seat.page.locator("#banner")).to_contain_text("The connection is lost")
    await kira.delete(gone)
    await kira.edit(changed, "after")
    await bruno.say(table.channel, "meanwhile")
    assert "meanwhile" not in await seat.texts()
    wire.cut = False
    await expect(seat.page.locator("#banner")).to_be_hidden()
    await expect(seat.message("meanwhile")).to_have_count(1)
    assert await seat.texts() == ["kept", "after (edited)", "meanwhile"]
    assert await seat.messages.first.get_attribute("data-id") == str(kept.id)
    await expect(seat.composer).to_have_value("a draft")
    await bruno.say(table.channel, "live again")
    await expect(seat.last).to_contain_text("live again")


async def test_a_narrow_window_hides_the_channels_in_a_drawer(sit: Sit) -> None:
    seat = await sit(size=(360, 740))
    drawer = seat.page.locator("#sidebar")
    await expect(drawer).to_be_hidden()
    await seat.page.get_by_role("button", name="Show channels").click()
    await expect(drawer).to_be_visible()
    await seat.page.locator(".channel", has_text="dice").click()
    await expect(drawer).to_be_hidden()
    await expect(seat.composer).to_have_attribute("placeholder", "Message #dice as Kira")
    await seat.page.get_by_role("button", name="Show members").click()
    await expect(seat.page.locator("#members")).to_be_visible()
    await seat.page.keyboard.press("Escape")
    await expect(seat.page.locator("#members")).to_be_hidden()


async def test_nothing_is_wider_than_a_360_pixel_window(table: Table, sit: Sit) -> None:
    seat = await sit(size=(360, 740))
    await seat.send_slash("press")
    await seat.send_slash("layout")
    await seat.send_slash("greet", {"who": "W" * 60})
    await table.bot_says("```\n" + "x" * 300 + "\n```" + "y" * 300)
    await expect(seat.messages).to_have_count(4)
    for selector in ("document.documentElement", "document.getElementById('log')"):
        assert await seat.page.evaluate(f"{selector}.scrollWidth - {selector}.clientWidth") == 0


async def test_a_person_reaches_everything_with_the_keyboard(sit: Sit) -> None:
    seat = await sit()
    await seat.send_slash("press")
    await expect(seat.last.get_by_role("button", name="🎲 Again")).to_be_visible()
    await seat.page.locator("#log").focus()
    reached = []
    for _ in range(14):
        await seat.page.keyboard.press("Tab")
        reached.append(
            await seat.page.evaluate(
                "() => { const at = document.activeElement; return at.getAttribute('aria-label') ?? at.textContent }"
            )
        )
    wanted = ["🎲Again", "Nothing", "Weapon", "Companion", "React", "Reply", "Attach files", "Send"]
    assert [name for name in reached if name in wanted] == wanted


async def test_every_control_has_a_name(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.send_slash("press")
    await table.playground.person("kira").say(table.channel, "hello")
    await expect(seat.messages).to_have_count(2)
    nameless = await seat.page.evaluate(
        """() => [...document.querySelectorAll("button, a, input:not([hidden]), textarea, [role=button]")]
          .filter((node) => node.checkVisibility() && !(node.getAttribute("aria-label") || node.textContent.trim()))
          .map((node) => node.outerHTML)"""
    )
    assert nameless == []
    log = seat.page.get_by_role("log")
    await expect(log).to_have_attribute("aria-label", f"Messages in #{table.channel.name}")


async def test_a_bot_that_is_not_there_yet_is_announced(table: Table) -> None:
    empty = await Playground.start()
    try:
        seat = await table.sit(channel="campaign", url=empty.url)
        await expect(seat.page.locator("#banner")).to_contain_text("Skald is not online yet")
        await expect(seat.page.locator(".member", has_text="Skald")).to_contain_text("offline")
    finally:
        await empty.close()
