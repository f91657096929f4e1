"""Where the page is shown: on this machine alone, or to friends on a network, who need a pass phrase."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from playground.server import EVERYWHERE, HERE
from playground.web.door import PHRASE_AT_LEAST

HOST, PHRASE = "PLAY_HOST", "PLAY_PASS_PHRASE"


class NotBound(Exception):
    """The page cannot be shown there; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Binding:
    """An address of this machine, and the pass phrase that is asked for when it is not loopback."""

    host: str
    phrase: str | None

    def told(self, url: str, key: str) -> Iterator[str]:
        """Say where to sit down, and where friends do."""
        if self.phrase is None:
            yield f"Skald plays at {url}"
            return
        port = url.rpartition(":")[2]
        shown = _address_here() if self.host in EVERYWHERE else self.host
        yield f"Skald plays at {url}/#key={key} (this link runs the table; give it to nobody)"
        yield f"Friends on your network open http://{shown}:{port} and give the pass phrase."


def binding(host: str | None, settings: Mapping[str, str | None]) -> Binding:
    """Read where to show the page. Raises NotBound."""
    wanted = host or settings.get(HOST) or HERE
    phrase = settings.get(PHRASE) or None
    try:
        address = ipaddress.IPv4Address(HERE if wanted == "localhost" else wanted)
    except ValueError:
        raise NotBound(f"{wanted!r} is no address of this machine. Use one such as 192.168.1.20, or 0.0.0.0.") from None
    if phrase is not None and len(phrase) < PHRASE_AT_LEAST:
        raise NotBound(f"{PHRASE} is too short: take {PHRASE_AT_LEAST} characters or more.")
    if not address.is_loopback and phrase is None:
        raise NotBound(
            f"The page would be open to everyone who reaches {address}. "
            f"Set {PHRASE}, in the environment or in .env, to what your friends shall enter with."
        )
    return Binding(str(address), phrase)


def _address_here() -> str:
    """Find the address that this machine has on its network; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "<this machine's address>"
        return str(probe.getsockname()[0])
