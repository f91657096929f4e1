"""Discord's markdown, and everything hostile that can be written in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

import playground
from tests.page.conftest import Sit, Table

pytestmark = pytest.mark.asyncio(loop_scope="session")

# What is written and what the page makes of it, as markup read back from the page.
CASES = [
    ("**bold** *it* _it_ __u__ ~~s~~", "<p><strong>bold</strong> <em>it</em> <em>it</em> <u>u</u> <s>s</s></p>"),
    ("***both***", "<p><strong><em>both</em></strong></p>"),
    ("**a *b***", "<p><strong>a <em>b</em></strong></p>"),
    ("snake_case_name 2 * 3 * 4", "<p>snake_case_name 2 * 3 * 4</p>"),
    ("**open *text", "<p>**open *text</p>"),
    (r"\*plain\* \\ \a", r"<p>*plain* \ \a</p>"),
    ("`a **b**` ``c`d``", "<p><code>a **b**</code> <code>c`d</code></p>"),
    ("a\n\nb", "<p>a\n\nb</p>"),
    ("# One\n## Two\n### Three\n#four", "<h3>One</h3><h4>Two</h4><h5>Three</h5><p>#four</p>"),
    ("-# 🎲 **17**", "<small>🎲 <strong>17</strong></small>"),
    ("> a\n> b\nc", "<blockquote><p>a\nb</p></blockquote><p>c</p>"),
    ("a\n>>> b\n\nc", "<p>a</p><blockquote><p>b\n\nc</p></blockquote>"),
    ("```js\nlet *a*;\n```\nend", "<pre><code>let *a*;</code></pre><p>end</p>"),
    ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
    ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
    ("[the *rules*](https://example.com/a)", '<p><a href="https://example.com/a">the <em>rules</em></a></p>'),
    (
        "**https://example.com/a_b_c.**",
        '<p><strong><a href="https://example.com/a_b_c">https://example.com/a_b_c</a>.</strong></p>',
    ),
    ("<https://example.com>", '<p><a href="https://example.com/">https://example.com</a></p>'),
    ("<:dragon:123> </campaign create:5>", "<p><span>:dragon:</span> <span>/campaign create</span></p>"),
    ("@everyone <@1> <#2>", "<p><span>@everyone</span> <span>@unknown</span> <span>#unknown</span></p>"),
    ("<t:0:D> <t:0:d>", "<p><time>January 1, 1970</time> <time>1/1/70</time></p>"),
]

HOSTILE = [
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    "[click](javascript:window.hit=1)",
    "[click](data:text/html,<script>window.hit=1</script>)",
    "<javascript:alert(1)>",
    "javascript:window.hit=1",
]

# The page's own markup with everything but tags and link targets taken away.
SHAPE = """async (text) => {
  const { markdown } = await import("/markdown.js");
  const { wordsFor } = await import("/words.js");
  const seat = { locale: "en-US", words: wordsFor("en-US") };
  const world = { userName: () => null, role: () => null, channel: () => null, commands: [] };
  const node = markdown(text, { seat, world });
  for (const each of node.querySelectorAll("*")) {
    for (const name of each.getAttributeNames()) if (name !== "href") each.removeAttribute(name);
  }
  return node.innerHTML;
}"""


async def test_markdown_is_shown_as_discord_shows_it(sit: Sit) -> None:
    seat = await sit()
    shown = [(text, await seat.page.evaluate(SHAPE, text)) for text, _ in CASES]
    assert shown == CASES


async def test_hostile_text_stays_text(table: Table, sit: Sit) -> None:
    seat = await sit()
    for text in HOSTILE:
        await table.bot_says(text)
        await expect(seat.last.locator(".content")).to_have_text(text)
    assert await seat.messages.locator(".content a, .content img, .content script").count() == 0
    assert await seat.page.evaluate("window.hit") is None


async def test_no_script_of_the_page_makes_markup_from_text() -> None:
    scripts = sorted((Path(playground.__file__).parent / "page").glob("*.js"))
    ways = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|eval\(")
    assert scripts
    assert [script.name for script in scripts if ways.search(script.read_text(encoding="utf-8"))] == []


async def test_markdown_bombs_are_parsed_in_linear_time(sit: Sit) -> None:
    seat = await sit()
    milliseconds = await seat.page.evaluate(
        """async () => {
          const { parseBlocks } = await import("/blocks.js");
          const { parseInline } = await import("/inline.js");
          const seeds = [
            "*", "* ", "*a ", "**a*b_c__d~~e||", "`", "`a``b```c", "[", "[a](https://x", "<@", "_a", "```\\n",
            "> ", "- ", "https://", "\\\\", "# ", "||", "<t:", "</a", "@here",
          ];
          const took = {};
          for (const seed of seeds) {
            const text = seed.repeat(40000 / seed.length);
            const start = performance.now();
            for (const block of parseBlocks(text)) if (block.text) parseInline(block.text);
            took[seed] = performance.now() - start;
          }
          return took;
        }"""
    )
    # Quadratic parsing of 40,000 characters takes seconds; this leaves a busy machine much room.
    assert {seed: took for seed, took in milliseconds.items() if took > 700} == {}


async def test_4000_asterisks_are_shown_and_the_page_goes_on(table: Table, sit: Sit) -> None:
    seat = await sit()
    for _ in range(2):
        await table.bot_says("*" * 2000)
    await expect(seat.last.locator(".content")).to_have_text("*" * 2000)
    await seat.say("still here")
    await expect(seat.last).to_contain_text("still here")


async def test_a_spoiler_is_hidden_until_it_is_pressed(table: Table, sit: Sit) -> None:
    seat = await sit()
    await table.bot_says("The killer is ||the butler||")
    spoiler = seat.last.get_by_role("button", name="Spoiler")
    await expect(spoiler.locator(".hidden-text")).to_have_css("opacity", "0")
    await spoiler.focus()
    await seat.page.keyboard.press("Enter")
    await expect(seat.last.locator(".hidden-text")).to_have_css("opacity", "1")
    await table.playground.person("bruno").react(table.channel.messages[0], "👍")
    await expect(seat.last.locator(".reaction")).to_be_visible()
    await expect(seat.last.locator(".hidden-text")).to_have_css("opacity", "1")


async def test_mentions_carry_names_and_channels_lead_somewhere(table: Table, sit: Sit) -> None:
    seat = await sit()
    kira, general = table.playground.person("kira"), table.playground.channel("general")
    await table.bot_says(f"<@{kira.id}>, see <#{general.id}>")
    await expect(seat.last.locator(".mention.mine")).to_have_text("@Kira")
    await seat.last.get_by_role("button", name="#general").click()
    await expect(seat.page.get_by_role("heading", name="general", exact=True)).to_be_visible()
