"""The frame around the log: servers, channels, what is unread, people, the seat, and the ways between them."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, expect

from playground.model import CATEGORY, Channel
from playground.web.page import FILES
from tests.page.conftest import Profiles, Sit, Table
from tests.page.driver import Scheme, Seat, open_context, open_page

pytestmark = pytest.mark.asyncio(loop_scope="session")


_AT_REST = """
() => Promise.allSettled(document.getAnimations()
  .filter((one) => one.effect.getTiming().iterations === 1).map((one) => one.finished))
"""


def row(seat: Seat, channel: Channel) -> Locator:
    return seat.page.locator(f'[data-channel="{channel.id}"]')


async def findings(seat: Seat) -> list[str]:
    """List what axe-core finds serious or critical in what the window shows."""
    # Whatever slides in is looked at when it has come to rest.
    await seat.page.evaluate(_AT_REST)
    found = (await Axe().run(seat.page)).response["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {node['target']} {node.get('failureSummary')}" for one in grave for node in one["nodes"]]


async def test_unread_marks_count_mentions_and_last_through_a_reload(table: Table, sit: Sit) -> None:
    seat = await sit()
    kira, bruno = table.playground.person("kira"), table.playground.person("bruno")
    quiet, loud = (table.playground.add_channel(f"{name}-{table.channel.id}") for name in ("quiet", "loud"))
    await expect(row(seat, loud)).to_be_visible()
    await bruno.say(quiet, "psst")
    for _ in range(2):
        await bruno.say(loud, f"<@{kira.id}>, come here!")
    await expect(row(seat, loud).locator(".count-mark")).to_have_text("2")
    await expect(row(seat, quiet)).to_have_class("channel unread")
    await expect(seat.page).to_have_title(f"(2) #{table.channel.name} · Kira · Skald")
    await expect(seat.page.locator(".stop.here .count-mark")).to_have_text("2")
    await seat.page.reload()
    await expect(row(seat, loud)).to_have_attribute("aria-label", f"{loud.name}, 2 mentions, unread messages")
    # What comes while no window is open is counted as well.
    address = seat.page.url
    await seat.page.goto("about:blank")
    await bruno.say(loud, f"<@{kira.id}>?")
    await bruno.say(loud, "Never mind.")
    await seat.page.goto(address)
    await expect(row(seat, loud).locator(".count-mark")).to_have_text("3")
    # Somebody who takes it back calls nobody.
    await bruno.delete(loud.messages[0])
    await expect(row(seat, loud).locator(".count-mark")).to_have_text("2")
    await row(seat, loud).click()
    await expect(seat.last).to_contain_text("Never mind")
    await expect(row(seat, loud).locator(".count-mark")).to_have_count(0)
    await expect(seat.page).to_have_title(f"• #{loud.name} · Kira · Skald")
    await seat.page.keyboard.press("Alt+Shift+ArrowUp")
    await expect(seat.last).to_contain_text("psst")
    await expect(seat.page).to_have_title(f"#{quiet.name} · Kira · Skald")
    await seat.page.reload()
    await expect(seat.last).to_contain_text("psst")
    await expect(seat.page.locator(".channel.unread")).to_have_count(0)
    await quiet.vanish()
    await loud.vanish()


async def test_what_comes_while_one_reads_further_up_is_unread_until_the_end_is_seen(table: Table, sit: Sit) -> None:
    seat = await sit(size=(900, 420))
    await table.bot_says("\n".join(f"line {n}" for n in range(60)))
    await expect(seat.last).to_contain_text("line 59")
    await expect(seat.page).to_have_title(f"#{table.channel.name} · Kira · Skald")
    await seat.page.locator("#log").evaluate("node => { node.scrollTop = 0 }")
    await expect(seat.page.locator(".jump")).to_be_visible()
    await table.playground.person("bruno").say(table.channel, "further down")
    await expect(seat.page).to_have_title(f"• #{table.channel.name} · Kira · Skald")
    await seat.page.locator("#log").evaluate("node => { node.scrollTop = node.scrollHeight }")
    await expect(seat.page).to_have_title(f"#{table.channel.name} · Kira · Skald")


async def test_categories_fold_threads_stand_below_their_channel_and_archived_ones_are_hidden(
    table: Table, sit: Sit
) -> None:
    world, guild = table.playground.world, table.playground.guild
    road = world.add_channel(guild, "The long road", kind=CATEGORY)
    downs = world.add_channel(guild, f"downs-{table.channel.id}", "Old stones", parent=road)
    seat = await sit("ada")
    await seat.page.locator(".tool-newThread").click()
    await seat.modal.get_by_label("Name of the thread").fill("The cellar")
    await seat.page.keyboard.press("Enter")
    await expect(seat.page.locator("h1")).to_have_text("The cellar")
    thread = table.playground.channel("The cellar")
    below = row(seat, table.channel).locator("xpath=../following-sibling::li[1]/button")
    await expect(below).to_have_attribute("data-channel", str(thread.id))
    await seat.page.locator("#header .parent").click()
    await expect(seat.page.locator("h1")).to_have_text(table.channel.name)
    await expect(seat.last.locator(".content")).to_have_text("began a thread: The cellar")
    await seat.composer.press("ArrowUp")
    await expect(seat.last.locator("textarea")).to_have_count(0)
    await seat.last.get_by_role("button", name="The cellar").click()
    await expect(seat.page.locator("h1")).to_have_text("The cellar")
    await seat.page.locator("#header .parent").click()
    assert thread.thread is not None
    thread.thread.archived = True
    world.announce("THREAD_UPDATE", thread)
    await expect(row(seat, thread)).to_have_count(0)
    await seat.page.get_by_role("button", name="The long road", exact=True).click()
    await expect(row(seat, downs)).to_have_count(0)
    await table.playground.person("kira").say(downs, "over here")
    await expect(row(seat, downs)).to_be_visible()
    await seat.page.get_by_role("button", name="New channel: The long road").click()
    await seat.modal.get_by_label("Name of the channel").fill("High  Pass #1 <b>")
    await seat.page.keyboard.press("Enter")
    await expect(seat.page.locator("h1")).to_have_text("high-pass-1-b")
    made = table.playground.channel("high-pass-1-b")
    assert made.parent is road
    for place in (made, downs, road):
        await place.vanish()


async def test_a_server_is_founded_and_everybody_and_the_bot_are_in_it(table: Table, sit: Sit) -> None:
    seat, friend = await sit("kira"), await sit("bruno")
    # A second press, before what the first one asks for is loaded, opens nothing twice.
    await seat.page.evaluate("""() => {
        const button = document.querySelector('[data-rail="found"]');
        button.click();
        button.click();
    }""")
    await expect(seat.modal).to_have_count(1)
    await seat.page.keyboard.press("Enter")
    await expect(seat.modal.get_by_role("alert")).to_have_text("A name is needed.")
    await seat.modal.get_by_label("Name of the server").fill("x")
    await seat.page.keyboard.press("Enter")
    await expect(seat.modal.get_by_role("alert")).to_contain_text("2 to 100 characters")
    await seat.modal.get_by_label("Name of the server").fill("<b>The Keep</b> & Sons")
    await seat.page.keyboard.press("Enter")
    await expect(seat.page.locator(".guild")).to_have_text("<b>The Keep</b> & Sons")
    await expect(seat.page.locator("h1")).to_have_text("general")
    await expect(friend.page.locator(".stop")).to_have_count(4)
    await seat.say("Welcome to my keep")
    await expect(friend.page.locator(".stop.unread")).to_have_attribute("title", "<b>The Keep</b> & Sons")
    await friend.page.locator(".stop.unread").click()
    await expect(friend.last).to_contain_text("Welcome to my keep")
    await friend.send_slash("greet", {"who": "Kira"})
    await expect(seat.last).to_contain_text("Hello Kira")
    await friend.page.locator(".stop", has_text="TT").click()
    await expect(friend.page.locator("h1")).to_have_text(table.channel.name)
    world = table.playground.world
    guild = [*world.guilds.values()][-1]
    assert (guild.owner_id, len(guild.members)) == (table.playground.person("kira").id, 4)
    for place in [*guild.channels.values()]:
        await place.vanish()
    await expect(seat.page.locator("#empty")).to_be_hidden()
    world.remove_bot(guild)
    del world.guilds[guild.id]


async def test_direct_messages_are_a_place_of_their_own(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.whisper()
    await expect(seat.page.locator(".guild")).to_have_text("Direct messages")
    await seat.say("Only for you")
    await expect(seat.last).to_contain_text("Only for you")
    user = await table.bot.fetch_user(table.playground.person("kira").id)
    await seat.page.keyboard.press("Control+k")
    await seat.page.get_by_role("combobox", name="Go to a channel").fill(table.channel.name)
    await expect(seat.page.locator(".switcher [role=option]").first).to_contain_text(table.channel.name)
    await seat.page.keyboard.press("Enter")
    await expect(seat.page.locator("h1")).to_have_text(table.channel.name)
    await user.send("Back to you")
    await expect(seat.page.locator('[data-rail="home"] .count-mark')).to_have_text("1")
    await seat.whisper()
    await expect(seat.last).to_contain_text("Back to you")
    await expect(seat.page.locator('[data-rail="home"] .count-mark')).to_have_count(0)


async def test_the_keyboard_goes_from_channel_to_channel_and_by_name(table: Table, sit: Sit) -> None:
    seat = await sit(channel="general")
    await expect(seat.page.locator("h1")).to_have_text("general")
    await seat.page.keyboard.press("Alt+ArrowDown")
    await expect(seat.page.locator("h1")).to_have_text("campaign")
    await seat.page.keyboard.press("Alt+ArrowUp")
    await expect(seat.page.locator("h1")).to_have_text("general")
    await seat.page.keyboard.press("Control+k")
    box = seat.page.get_by_role("combobox", name="Go to a channel")
    await box.press_sequentially("nowhere at all")
    await expect(seat.page.locator(".switcher")).to_contain_text("Nothing found")
    await box.fill("DÏCE")
    await expect(seat.page.locator(".switcher [role=option]")).to_have_count(1)
    await box.press("Enter")
    await expect(seat.page.locator("h1")).to_have_text("dice")
    await seat.page.keyboard.press("Control+k")
    await expect(box).to_be_focused()
    await seat.page.keyboard.press("Escape")
    await expect(box).to_have_count(0)
    await expect(seat.composer).to_be_focused()


async def test_members_come_and_go_write_and_show_their_card(table: Table, sit: Sit) -> None:
    guild, world = table.playground.guild, table.playground.world
    bruno = table.playground.person("bruno")
    role = world.add_role(guild, "Wardens")
    role.color = 0xE67E22
    guild.members[bruno.id].roles.append(role.id)
    seat = await sit()
    member = seat.page.locator('[data-member="bruno"]')
    await expect(member).to_have_class("member away")
    friend = await sit("bruno")
    await expect(member).to_have_class("member")
    await bruno.type(table.channel)
    await expect(member).to_contain_text("typing")
    await friend.say("Here I am")
    await expect(member).to_contain_text("online")
    await friend.close()
    table.seats.remove(friend)
    await expect(member).to_have_class("member away")
    await member.click()
    card = seat.page.get_by_role("dialog", name="Bruno")
    await expect(card).to_contain_text("bruno · offline")
    await expect(card.locator(".profile-roles")).to_have_text("Wardens")
    assert await findings(seat) == []
    await seat.page.keyboard.press("Escape")
    await expect(member).to_be_focused()
    await member.click()
    await card.get_by_role("button", name="Play as Bruno").click()
    await expect(seat.composer).to_have_attribute("placeholder", f"Message #{table.channel.name} as Bruno")
    guild.members[bruno.id].roles.remove(role.id)


async def test_each_seat_has_a_link_and_whoever_takes_it_is_that_person_alone(table: Table, sit: Sit) -> None:
    seat = await sit("ada")
    await seat.open_seat()
    await seat.page.get_by_role("menuitem", name="Invite a friend").click()
    await expect(seat.modal.locator(".hint-box")).to_contain_text("on this computer only")
    link = await seat.modal.get_by_label("Link to the seat of Bruno").input_value()
    await seat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await seat.modal.get_by_role("button", name="Copy the link of Bruno").click()
    await expect(seat.modal.locator('[data-seat="bruno"] [role=status]')).to_have_text("Copied")
    assert await seat.page.evaluate("navigator.clipboard.readText()") == link
    assert await findings(seat) == []
    friend = await sit("ada")
    await friend.page.goto("about:blank")
    await friend.page.goto(link)
    await expect(friend.page.locator(".seat-me")).to_have_attribute("data-me", "bruno")
    assert "key" not in friend.page.url
    await friend.open_seat()
    await expect(friend.page.locator(".seat-menu [data-person]")).to_have_count(1)
    await expect(friend.page.get_by_role("menuitem", name="Invite a friend")).to_have_count(0)


async def test_no_words_of_one_part_of_the_page_stand_for_those_of_another(sit: Sit) -> None:
    seat = await sit()
    # What the server refuses is English there already; another test holds the two together.
    parts = sorted(path.stem for path in (FILES / "words").glob("*.js") if path.stem != "refusals")
    twice = await seat.page.evaluate(
        """async (names) => {
          const parts = await Promise.all(names.map((name) => import(`/words/${name}.js`)));
          const keys = parts.flatMap((part) => Object.keys(part.EN));
          const alone = parts.flatMap(({ EN, FR }) => [...Object.keys(EN), ...Object.keys(FR)]
            .filter((key) => !(key in EN && key in FR)));
          return [...keys.filter((key, n) => keys.indexOf(key) !== n), ...alone];
        }""",
        parts,
    )
    assert twice == []


async def test_dark_light_and_as_the_system_is_are_kept(sit: Sit) -> None:
    seat = await sit()
    colour = "getComputedStyle(document.body).backgroundColor"
    assert await seat.page.evaluate(colour) == "rgb(49, 51, 56)"
    await seat.open_seat()
    await seat.page.get_by_role("menuitemradio", name="Light").click()
    assert await seat.page.evaluate(colour) == "rgb(255, 255, 255)"
    await expect(seat.page.get_by_role("menuitemradio", name="Light")).to_be_focused()
    await seat.page.reload()
    await expect(seat.composer).to_be_visible()
    assert await seat.page.evaluate(colour) == "rgb(255, 255, 255)"
    await seat.open_seat()
    await seat.page.get_by_role("menuitemradio", name="As the system is").click()
    assert await seat.page.evaluate(colour) == "rgb(49, 51, 56)"


async def test_a_browser_without_websocket_asks_and_says_so(table: Table, sit: Sit) -> None:
    seat = await sit(bent=True)
    await seat.page.add_init_script("delete window.WebSocket")
    await seat.page.reload()
    await expect(seat.page.locator("#banner")).to_contain_text("asks every two seconds")
    await table.playground.person("bruno").say(table.channel, "by and by")
    await expect(seat.last).to_contain_text("by and by")
    await seat.choose_command("form")
    await seat.page.locator(".composer .send").click()
    await expect(seat.modal).to_contain_text("A new character")


async def test_a_page_that_slept_for_an_hour_comes_back_whole(table: Table, sit: Sit) -> None:
    seat = await sit(bent=True)
    await seat.page.clock.install()
    await seat.page.route_web_socket("**/page/ws*", lambda socket: None)  # it stays open, and nothing comes
    await seat.page.reload()
    await expect(seat.composer).to_be_visible()
    await table.playground.person("bruno").say(table.channel, "while you slept")
    await seat.page.unroute_all()
    await seat.page.clock.fast_forward("01:00:00")
    await expect(seat.last).to_contain_text("while you slept")
    await seat.page.clock.resume()


@pytest.mark.parametrize(("scheme", "locale"), [("dark", "en-US"), ("light", "fr")])
async def test_nothing_in_the_frame_shuts_anybody_out(
    table: Table, profiles: Profiles, scheme: Scheme, locale: str
) -> None:
    context = await open_context(profiles.browser, locale, scheme)
    await table.playground.person("bruno").say(table.channel, "Hello")
    seat = await open_page(context, table.playground.url, "ada", str(table.channel.id))
    french = locale == "fr"
    assert await findings(seat) == []
    await seat.open_seat()
    assert await findings(seat) == []
    await seat.page.keyboard.press("Escape")
    await seat.page.keyboard.press("Control+k")
    await expect(seat.page.locator(".switcher [role=option]").first).to_be_visible()
    assert await findings(seat) == []
    await seat.page.keyboard.press("Escape")
    await seat.page.locator('[data-rail="found"]').click()
    await expect(seat.modal).to_contain_text("Fonder un serveur" if french else "Found a server")
    assert await findings(seat) == []
    await seat.page.keyboard.press("Escape")
    await seat.page.set_viewport_size({"width": 360, "height": 740})
    for drawer in (".drawer-sidebar", ".drawer-members"):
        await seat.page.locator(drawer).click()
        assert await findings(seat) == []
        await seat.page.keyboard.press("Escape")
        await expect(seat.page.locator(drawer)).to_be_focused()
    await seat.close()
    await context.close()
