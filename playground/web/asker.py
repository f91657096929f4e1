"""Whose program asks: on Linux the kernel tells which user of this machine a connection belongs to."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from aiohttp import web

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
# The tables change while they are read, so a row that is not found is looked for again.
LOOKS = 3
Address = tuple[str, int]


def of_another_user(request: web.Request) -> bool:
    """Tell whether a request comes from another user of this machine, root aside; no where that cannot be told."""
    transport = request.transport
    if transport is None:
        return False
    peer: object = transport.get_extra_info("peername")
    own: object = transport.get_extra_info("sockname")
    if not isinstance(peer, tuple) or not isinstance(own, tuple):
        return False
    user = user_of(cast(Address, peer), cast(Address, own))
    return user is not None and user not in (0, os.getuid())


def user_of(peer: Address, own: Address) -> int | None:
    """Return the number of the user whose socket is at the other end of a connection, None where nobody tells."""
    for _ in range(LOOKS):
        for table in TABLES:
            try:
                lines = table.read_text().splitlines()[1:]
            except OSError:
                return None
            for ends in _written(peer, own):
                for line in lines:
                    row = line.split()
                    if tuple(row[1:3]) == ends:
                        return int(row[7])
    return None


def _written(peer: Address, own: Address) -> Iterator[tuple[str, str]]:
    """Write both ends of a connection over IPv4 as the tables do: in the machine's order, of each kind of socket."""
    for prefix in ("", "0000000000000000" + _word(b"\0\0\xff\xff")):
        here, there = (f"{prefix}{_word(socket.inet_aton(host))}:{port:04X}" for host, port in (peer, own))
        yield here, there


def _word(four: bytes) -> str:
    return f"{int.from_bytes(four, sys.byteorder):08X}"
