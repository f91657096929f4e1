"""Play the adventure of the documents at the page and write it down: `make transcript`."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pydantic import SecretStr

from bot.config import Settings
from bot.services.awaiting import SIGN
from playground.model import Message
from playground.server import Playground
from tests.end_to_end.adventure import ENGLISH, FRENCH, PLAYERS, SECRETS, Adventure, Script, secret
from tests.end_to_end.conftest import Seat
from tests.end_to_end.page_hands import PageHands
from tests.page.driver import browser_binary, open_browser, open_context, open_page

DOCS = Path(__file__).parent.parent / "docs"
MODE = "initiative"
SIZE = (1280, 860)
LOCALES = {"en": "en-US", "fr": "fr-FR"}
FILES = {"en": ("adventure.md", "adventure.png"), "fr": ("adventure.fr.md", "adventure-fr.png")}
HEADS = {
    "en": (
        "An evening with the offline narrator",
        "Three people play a short adventure at the page that `make play` opens: no model, no network, real dice. "
        "Each writes in the channel what their character does; this table plays by initiative, so in the fight each "
        "waits for their turn. The small lines under the story are what the rules decided. Nothing was corrected "
        "afterwards: `make transcript` plays it anew and writes this page. The same evening is played in every turn "
        "mode and in both languages by the tests.",
        "En français",
        "The page, at the moment of the fall",
    ),
    "fr": (
        "Une soirée avec le narrateur hors ligne",
        "Trois personnes jouent une courte aventure sur la page qu’ouvre `make play` : pas de modèle, pas de réseau, "
        "de vrais dés. Chacun écrit dans le salon ce que fait son personnage ; cette table joue à l’initiative : en "
        "combat, chacun attend son tour. Les petites lignes sous le récit sont ce que les règles ont décidé. Rien n’a "
        "été retouché : `make transcript` rejoue la soirée et réécrit cette page. Les tests jouent la même soirée dans "
        "chaque mode de jeu et dans les deux langues.",
        "In English",
        "La page, au moment de la chute",
    ),
}


async def write(binary: str, script: Script) -> None:
    """Play one language, picture the page when somebody falls, and write the evening down."""
    name, picture = FILES[script.language]
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.services.campaigns.new_secret", lambda: secret(SECRETS[MODE]))
        playground = await Playground.start()
        settings = Settings.model_construct(
            discord_token=SecretStr(playground.token),
            discord_api_url=playground.api_url,
            data_dir=Path(folder),
            narrator_pace=0.0,
            ollama_base_url="http://127.0.0.1:9/v1",
        )
        seat = Seat(playground, settings)
        try:
            await seat.start()
            async with open_browser(binary) as browser:
                context = await open_context(browser, LOCALES[script.language])
                page = await open_page(context, playground.url, "ada", size=SIZE)

                async def pictured() -> None:
                    await hands.command("ada", "fight", {})
                    await page.mark_read()
                    await page.screenshot(DOCS / "images" / picture)

                hands = PageHands(page, seat, script)
                evening = Adventure(seat, hands, script, MODE, fallen=pictured)
                await evening.gather()
                await evening.play()
                await page.close()
            alone = [one for name in PLAYERS for one in playground.ephemeral(playground.person(name))]
            text = _written(script, sorted([*seat.channel.messages, *alone], key=lambda one: one.id))
        finally:
            await seat.stop()
            await playground.close()
    (DOCS / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{DOCS / name}\n")


def _written(script: Script, messages: list[Message]) -> str:
    title, about, other, pictured = HEADS[script.language]
    picture = FILES[script.language][1]
    elsewhere = FILES["fr" if script.language == "en" else "en"][0]
    head = f"# {title}\n\n[{other}]({elsewhere})\n\n{about}\n\n![{pictured}](images/{picture})\n\n---\n"
    # What is said of waiting goes as soon as nobody waits.
    kept = [one for one in messages if not one.deleted and not one.content.startswith(SIGN)]
    return "\n".join([head, *(_line(one, script) for one in kept)])


def _line(message: Message, script: Script) -> str:
    """Write a message: players in a quotation, the story as it stands, small lines small."""
    author, story = message.author, list[str]()
    if not author.bot:
        return f"{_who(author.display_name, script)} {message.content}\n"
    if used := message.interaction:
        command = script.commands.get(str(used["name"]), str(used["name"]))
        story += [f"{_who(used['user']['global_name'], script)} `/{command}`", ""]
    for line in message.content.splitlines():
        # A story's headings are smaller than those of a page; one that is small already is a line of its own.
        small = re.fullmatch(r"-# (.*)", line)
        story.append(f"<sub>{small[1]}</sub>" if small else line.replace("## ", "### "))
    text = "\n".join([*story, *(_embed(embed, script) for embed in message.embeds)])
    # Lines of one paragraph stay lines.
    return re.sub(r"(?<=\S)\n(?=\S)", "  \n", re.sub(r"\n{3,}", "\n\n", text)).strip() + "\n"


def _who(name: str, script: Script) -> str:
    return f"> **{name}{_colon(script)}**"


def _colon(script: Script) -> str:
    return "\u00a0:" if script.language == "fr" else ":"


def _embed(embed: dict[str, object], script: Script) -> str:
    fields = embed.get("fields")
    rows = fields if isinstance(fields, list) else []
    title = f"**{embed.get('title', '')}** {embed.get('description') or ''}".strip()
    values = [f"{row['name']}{_colon(script)} {' · '.join(str(row['value']).splitlines())}" for row in rows]
    return f"\n<sub>{title}</sub>\n<sub>{' | '.join(values)}</sub>"


async def main() -> int:
    """Write both languages."""
    binary = browser_binary()
    if binary is None:
        sys.stderr.write("The page needs Chromium; on Debian: apt install chromium fonts-noto-color-emoji\n")
        return 1
    for script in (ENGLISH, FRENCH):
        await write(binary, script)
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
