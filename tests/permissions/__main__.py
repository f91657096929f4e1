"""Write docs/permissions.md anew."""

from __future__ import annotations

from tests.permissions.document import DOCUMENT, document

if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
