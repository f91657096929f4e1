"""Write structured logs with the turn on every line and no secret on any."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# Shapes of keys and tokens, for those that arrive inside somebody else's message.
_SHAPES = re.compile(
    r"sk-[A-Za-z0-9_-]{8,}"
    r"|[MNO][A-Za-z\d_-]{23,27}\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,}"
    r"|(?<=Bearer )[A-Za-z0-9._~+/=-]{8,}"
    r"|(?<=://)[^\s/:@]+:[^\s/@]+(?=@)"
)
_REDACTED = "[redacted]"


_SHORTEST_SECRET = 6


class _Redactor:
    """Replace every secret that is known, and whatever looks like one."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._known: tuple[str, ...] = ()
        self.learn(secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """Know more secrets; the longest come first, so that one inside another leaves nothing of it."""
        found = {*self._known, *(secret for secret in secrets if len(secret) >= _SHORTEST_SECRET)}
        self._known = tuple(sorted(found, key=len, reverse=True))

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {key: self.clean(value) for key, value in event.items()}

    def clean(self, value: object) -> object:
        """Return a value without the secrets in it."""
        if isinstance(value, (int, float, bool, type(None))):
            return value
        text = value if isinstance(value, str) else str(value)
        for secret in self._known:
            text = text.replace(secret, _REDACTED)
        return _SHAPES.sub(_REDACTED, text)


def redact(text: str) -> str:
    """Return a text without what is a secret or looks like one, for what is kept elsewhere than in the log."""
    for processor in structlog.get_config()["processors"]:
        if isinstance(processor, _Redactor):
            return str(processor.clean(text))
    return _SHAPES.sub(_REDACTED, text)


def hide(secrets: Iterable[str]) -> None:
    """Keep secrets that came while the program runs out of every line from now on; does nothing before `configure`."""
    for processor in structlog.get_config()["processors"]:
        if isinstance(processor, _Redactor):
            processor.learn(secrets)


def configure(level: str, style: str, secrets: Iterable[str]) -> None:
    """Send structlog and the standard library's logs to stderr in one style (`console` or `json`)."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _Redactor(secrets),
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # These tell every request and every plugin at INFO; at DEBUG an operator asked for it.
    noisy_ones = ("alembic", "httpx2", "httpx", "httpcore2", "openai", "anthropic")
    for noisy in (*noisy_ones, "discord.gateway", "discord.client", "apscheduler"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
