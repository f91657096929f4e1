"""How the documents become a site: `make docs`.

The pages are written so that they also read well as they stand in the repository. Two things are changed on the way:
links to documents beside `docs/` lead to their page here, and what is linked and is no page comes along as a file.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HOME = Path(__file__).parent.parent
sys.path.insert(0, str(HOME))

import bot  # noqa: E402 - the line above finds it

project = "Skald"
release = version = bot.__version__
copyright = "the authors of Skald, MIT"  # noqa: A001 - Sphinx wants this name

extensions = ["myst_parser"]
exclude_patterns: list[str] = []
nitpicky = True
myst_heading_anchors = 4
suppress_warnings = ["myst.header"]  # a transcript quotes messages, whose headings begin where they like

html_theme = "furo"
html_title = f"Skald {release}"
html_static_path = ["static"]
html_css_files = ["skald.css"]
html_copy_source = False
html_show_sphinx = False
html_favicon = "static/skald.svg"
html_logo = "static/skald.svg"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#8a3d1e", "color-brand-content": "#8a3d1e"},
    "dark_css_variables": {"color-brand-primary": "#f0a27c", "color-brand-content": "#f0a27c"},
}

# Documents that stand beside docs/, where those who open the repository look for them, and their pages here.
PAGES = {"README.md": "index.md", "CONTRIBUTING.md": "contributing/index.md", "CHANGELOG.md": "changelog.md"}


def lead_to_pages(_app: Sphinx, docname: str, source: list[str]) -> None:
    """Let links to the documents beside `docs/` lead to their pages."""
    up = "../" * docname.count("/")
    for name, page in PAGES.items():
        source[0] = re.sub(rf"\]\({re.escape(f'{up}../{name}')}", f"]({up}{page}", source[0])


# What the theme leaves out: the level of the headings above lists of pages, and that a keyboard reaches what scrolls.
MENDED = {
    'role="heading">': 'role="heading" aria-level="2">',
    "<pre><span>": '<pre tabindex="0"><span>',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
}


def mend(app: Sphinx, error: Exception | None) -> None:
    """Let everybody use the pages, with a screen reader and without a mouse."""
    if error is None:
        for page in Path(app.outdir).rglob("*.html"):
            text = page.read_text(encoding="utf-8")
            for left_out, mended in MENDED.items():
                text = text.replace(left_out, mended)
            page.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Join the above with Sphinx."""
    app.connect("source-read", lead_to_pages)
    app.connect("build-finished", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
