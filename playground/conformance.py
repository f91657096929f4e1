"""Check what went over the wire against Discord's own OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
import orjson

from playground.jsonvalue import Json, an_object
from playground.recorder import Exchange

_PARAMETER = re.compile(r"\{[^}]+\}")
# Where validators find the components, of which each would take its own copy otherwise.
_HOME = "urn:discord"


@dataclass(frozen=True, slots=True)
class Amendment:
    """A schema of the document that is put right before checking requests or responses."""

    side: str
    schema: str
    amended: Json
    reason: str


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Fields that Discord takes and discord.py sends, but these schemas of requests do not name."""

    schemas: tuple[str, ...]
    fields: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """A violation that is none; `route` and `sentence` are regular expressions."""

    side: str
    route: str
    sentence: str
    reason: str


AMENDMENTS = (
    Amendment(
        "request",
        "SnowflakeType",
        {"anyOf": [{"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}, {"type": "integer", "minimum": 0}]},
        "Discord takes ids as numbers too, and discord.py sends them so in references, attachments and lists.",
    ),
    Amendment(
        "response",
        "InnerErrors",
        {
            "type": "object",
            "properties": {
                "_errors": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
                        "required": ["code", "message"],
                    },
                }
            },
            "additionalProperties": False,
            "required": ["_errors"],
        },
        "The document gives inner errors numeric codes; Discord sends words such as BASE_TYPE_REQUIRED.",
    ),
)
UNLISTED = (
    Unlisted(
        (
            "MessageEditRequestPartial",
            "IncomingWebhookUpdateRequestPartial",
            "IncomingWebhookUpdateForInteractionCallbackRequestPartial",
        ),
        ("tts",),
        "discord.py sends `tts` with every edit; Discord ignores it there.",
    ),
    Unlisted(
        (
            "ApplicationCommandUpdateRequest",
            "ApplicationCommandCreateRequest",
            "ApplicationCommandPatchRequestPartial",
        ),
        ("nsfw",),
        "Discord's reference has `nsfw` in commands and discord.py sends it.",
    ),
    Unlisted(("RichEmbed",), ("flags",), "discord.py sends the flags of embeds, which Discord ignores."),
    Unlisted(
        ("MessageAttachmentRequest",),
        ("url", "proxy_url", "size", "spoiler", "content_type", "height", "width", "ephemeral", "flags"),
        "discord.py names the attachments an edit keeps by the whole object; Discord reads the id.",
    ),
)
# Messages are held to 2,000 characters here as Discord does; the document allows 4,000, which is no violation.
DEVIATIONS = (
    Deviation(
        "request",
        r"/permissions/\{|/roles$|/channels",
        r'(allow|deny|permissions): "\d+" is not of types',
        "The document wants permission bits as numbers; Discord's reference and discord.py write them as text.",
    ),
)
# These are joined to others by allOf, where closing one of them would forbid the fields of the rest.
_OPEN = frozenset({"Error", "ErrorResponse", "RatelimitedResponse"})


class Conformance:
    """Discord's document, ready to check exchanges; validators are made when first needed."""

    def __init__(self, document: Json) -> None:
        self._components: Json = document["components"]
        self._amended = {
            side: jsonschema_rs.Registry([(_HOME, {"components": _amend(self._components, side)})])
            for side in ("request", "response")
        }
        self._paths: dict[str, Json] = {_plain(path): item for path, item in document["paths"].items()}
        self._validators: dict[tuple[str, str, str], Any] = {}

    @classmethod
    def load(cls, path: Path) -> Conformance:
        """Read the document. Raises OSError when it is not there."""
        return cls(orjson.loads(path.read_bytes()))

    def check(self, exchanges: Iterable[Exchange]) -> list[str]:
        """Return a sentence for each violation; what a fault injected is not looked at."""
        found: dict[str, None] = {}
        for exchange in exchanges:
            if not exchange.injected:
                found.update(dict.fromkeys(self._one(exchange)))
        return [*found]

    def _one(self, exchange: Exchange) -> list[str]:
        name = f"{exchange.method} {exchange.template}"
        operation = an_object(self._paths.get(_plain(exchange.template), {}).get(exchange.method.lower()))
        if not operation:
            return [] if _excused("request", name, "no such route") else [f"{name} is not in Discord's document."]
        problems: list[str] = []
        if exchange.status < 400 and exchange.request is not None:
            schema = _request_schema(operation)
            if schema is not None:
                problems += self._validate("request", name, schema, exchange.request)
        schema = self._response_schema(operation, exchange.status)
        if schema is not None and exchange.response is not None:
            problems += self._validate("response", f"{name} → {exchange.status}", schema, exchange.response)
        return problems

    def _validate(self, side: str, name: str, schema: Json, instance: Any) -> list[str]:
        key = (side, name, "")
        validator = self._validators.get(key)
        if validator is None:
            validator = jsonschema_rs.Draft202012Validator(_at_home(schema), registry=self._amended[side])
            self._validators[key] = validator
        if validator.is_valid(instance):
            return []
        problems: list[str] = []
        for error in validator.iter_errors(instance):
            where = "/".join(str(step) for step in error.instance_path) or "(body)"
            sentence = f"{name}: the {side} at {where}: {error.message[:600]}"
            if not _excused(side, name, sentence):
                problems.append(sentence)
        return problems

    def _response_schema(self, operation: Json, status: int) -> Json | None:
        responses = operation["responses"]
        found = responses.get(str(status)) or responses.get(f"{status // 100}XX")
        if found is None:
            return None
        if "$ref" in found:
            found = self._components["responses"][found["$ref"].rpartition("/")[2]]
        return an_object(an_object(found.get("content")).get("application/json")).get("schema")


def _amend(components: Json, side: str) -> Json:
    """Return the components with every schema closed and the tables above applied."""
    schemas: Json = {
        name: schema if name in _OPEN else _closed(schema) for name, schema in components["schemas"].items()
    }
    schemas |= {item.schema: item.amended for item in AMENDMENTS if item.side == side}
    for item in UNLISTED if side == "request" else ():
        for name in item.schemas:
            known = {**schemas[name]["properties"], **dict.fromkeys(item.fields, True)}
            schemas[name] = {**schemas[name], "properties": known}
    return {**components, "schemas": schemas}


def _closed(schema: Any) -> Any:
    """Forbid fields a schema does not name: the document leaves that open everywhere."""
    if isinstance(schema, list):
        return [_closed(item) for item in cast("list[Any]", schema)]
    if not isinstance(schema, dict):
        return schema
    closed: Json = {key: _closed(item) for key, item in cast(Json, schema).items()}
    composed = {"allOf", "additionalProperties", "unevaluatedProperties"} & closed.keys()
    if closed.get("type") == "object" and isinstance(closed.get("properties"), dict) and not composed:
        closed["additionalProperties"] = False
    return closed


def _at_home(schema: Any) -> Any:
    """Have a schema that stands outside the components refer to them."""
    if isinstance(schema, list):
        return [_at_home(item) for item in cast("list[Any]", schema)]
    if not isinstance(schema, dict):
        return schema
    steps = cast(Json, schema).items()
    return {key: _HOME + item if key == "$ref" else _at_home(item) for key, item in steps}


def _request_schema(operation: Json) -> Json | None:
    content = an_object(an_object(operation.get("requestBody")).get("content"))
    return an_object(content.get("application/json")).get("schema")


def _plain(path: str) -> str:
    return _PARAMETER.sub("{}", path)


def _excused(side: str, name: str, sentence: str) -> bool:
    return any(
        item.side == side and re.search(item.route, name) and re.search(item.sentence, sentence) for item in DEVIATIONS
    )
