"""Languages that nobody translated Skald into, for tests."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from bot.i18n import LOCALES


def speak(folder: Path, language: str, words: Mapping[str | tuple[str, str], str | tuple[str, ...]]) -> Path:
    """Copy the languages that are there into a folder, with one more that says these words; return the folder."""
    locales = folder / "locales"
    shutil.copytree(LOCALES, locales)
    catalogue = Catalog(locale=language, charset="utf-8")
    for english, said in words.items():
        catalogue.add(english, said)
    written = io.BytesIO()
    write_mo(written, catalogue)
    path = locales / language / "LC_MESSAGES" / "skald.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(written.getvalue())
    return locales
