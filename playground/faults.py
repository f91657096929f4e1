"""Break things on demand: failing and slow answers, dropped and invalid gateway sessions."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from playground.gateway import Gateway

# In the place of a status: the connection is closed without one.
HUNG_UP = -1


@dataclass(slots=True)
class Fault:
    """What happens to the next requests that match.

    `path` is a glob over the path below /api/v10, such as "/channels/*/messages". `after` lets the request
    take effect before the failure is answered: the answer is lost, the deed is done.
    """

    method: str
    path: str
    times: int
    status: int = 0
    seconds: float = 0.0
    retry_after: float = 1.0
    is_global: bool = False
    after: bool = False
    code: int = 0
    hits: int = 0


class Faults:
    """The faults that are waiting to happen."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._pending: list[Fault] = []

    def fail(
        self,
        method: str,
        path: str,
        status: int = 500,
        times: int = 1,
        retry_after: float = 1.0,
        *,
        is_global: bool = False,
        after: bool = False,
        code: int = 0,
    ) -> Fault:
        """Answer the next matching requests with a status."""
        fault = Fault(method, path, times, status, 0.0, retry_after, is_global, after, code)
        self._pending.append(fault)
        return fault

    def slow(self, method: str, path: str, seconds: float, times: int = 1) -> Fault:
        """Answer the next matching requests late."""
        fault = Fault(method, path, times, seconds=seconds)
        self._pending.append(fault)
        return fault

    def hang_up(self, method: str, path: str, times: int = 1, *, after: bool = False) -> Fault:
        """Close the connection on the next matching requests instead of answering them."""
        return self.fail(method, path, HUNG_UP, times, after=after)

    def clear(self) -> None:
        """Forget every fault that has not happened yet."""
        self._pending.clear()

    def drop_gateway(self, code: int = 4000, resumable: bool = True) -> None:
        """Close every gateway connection."""
        self._gateway.drop(code, resumable)

    def invalid_session(self, resumable: bool = False) -> None:
        """Tell every shard that its session is invalid."""
        self._gateway.invalidate(resumable)

    def reconnect(self) -> None:
        """Ask every shard to connect anew."""
        self._gateway.reconnect()

    def silence_gateway(self) -> None:
        """Let today's connections carry no more events, as one that died and was not missed yet."""
        self._gateway.silence()

    def mute_heartbeats(self) -> None:
        """Leave the heartbeats of today's connections unanswered."""
        self._gateway.mute()

    def match(self, method: str, path: str) -> list[Fault]:
        """Take the faults that apply to a request."""
        if not self._pending:
            return []
        found: list[Fault] = []
        for fault in [*self._pending]:
            if fault.method in ("*", method) and fnmatchcase(path, fault.path):
                fault.hits += 1
                found.append(fault)
                if fault.hits >= fault.times:
                    self._pending.remove(fault)
                if fault.status:
                    break
        return found
