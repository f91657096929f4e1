"""Read the catalogue of models: Skald's own, then the operator's file on top of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import ConfigDict, Field, StrictBool, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from bot.errors import OperatorError
from bot.i18n import N_

OWN = Path(__file__).with_name("catalogue.toml")
OFFLINE = "offline"
NARRATOR = "offline/narrator"
BUILT_IN = ("openai", "anthropic", "deepseek", "ollama", OFFLINE)

Dialect = Literal["openai", "anthropic"]
_Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
_Text = Annotated[str, Field(min_length=1, max_length=100)]
# A cent for a token is far more than anybody takes; more is a slip of the pen, and no sum could be kept.
_Dollars = Annotated[Decimal, Field(ge=0, le=10_000, allow_inf_nan=False)]
_CONFIG = ConfigDict(extra="forbid")


class BadCatalogue(OperatorError):
    sentence = N_("{where}: {what}")


@dataclass(frozen=True, slots=True, config=_CONFIG)
class OwnPrice:
    """What the operator says a model costs, in US dollars for a million tokens; cached ones cost the same if not said.

    `checked` is the day somebody looked.
    """

    input: _Dollars
    output: _Dollars
    cache_read: _Dollars | None = None
    cache_write: _Dollars | None = None
    checked: date | None = None


@dataclass(frozen=True, slots=True, config=_CONFIG)
class ModelCard:
    """What Skald knows of a model; `name` is how commands and storage call it."""

    provider: _Name
    id: _Text
    label: _Text
    family: str = ""
    context: Annotated[int, Field(strict=True, ge=1_000)] = 32_768
    tools: StrictBool = True
    images: StrictBool = False
    output_limit: Annotated[int, Field(strict=True, ge=50)] = 4_096
    request: dict[str, Any] = field(default_factory=dict[str, Any], hash=False)
    thinking_room: Annotated[int, Field(strict=True, ge=0)] = 0
    retires: date | None = None
    price: OwnPrice | None = None
    priced_as: Annotated[str, Field(pattern=r"^[a-z0-9-]+/\S+$", max_length=200)] | None = None

    @property
    def name(self) -> str:
        """Name the model as `provider/id`."""
        return f"{self.provider}/{self.id}"

    def reply_limit(self, wanted: int) -> int:
        """Return the tokens to ask for when the story may take `wanted` of them."""
        return min(wanted + self.thinking_room, self.output_limit)


@dataclass(frozen=True, slots=True, config=_CONFIG)
class EndpointCard:
    """An address an operator added; without `api_key_env` it needs no key."""

    name: _Name
    dialect: Dialect
    base_url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    api_key_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None


@dataclass(frozen=True, slots=True, config=_CONFIG)
class _Document:
    endpoints: list[EndpointCard] = field(default_factory=list[EndpointCard])
    models: list[ModelCard] = field(default_factory=list[ModelCard])


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every model by name, in the order they are offered, and the endpoints an operator added by name."""

    models: dict[str, ModelCard]
    endpoints: dict[str, EndpointCard]


def load(own: Path | None = None) -> Catalogue:
    """Read Skald's catalogue and, on top of it, an operator's file; raises `BadCatalogue` naming the place."""
    base = _read(OWN)
    models = {card.name: card for card in base.models}
    endpoints: dict[str, EndpointCard] = {}
    if own is not None:
        document = _read(own)
        for number, endpoint in enumerate(document.endpoints, start=1):
            if endpoint.name in BUILT_IN:
                what = f"the name {endpoint.name!r} is taken; its address is a setting, choose another name"
                raise BadCatalogue(where=f"{own}, endpoint {number}", what=what)
            endpoints[endpoint.name] = replace(endpoint, base_url=endpoint.base_url.rstrip("/"))
        for number, card in enumerate(document.models, start=1):
            if card.provider not in BUILT_IN and card.provider not in endpoints:
                what = f"there is no endpoint {card.provider!r}; add an [[endpoints]] entry of that name"
                raise BadCatalogue(where=f"{own}, model {number} ({card.id})", what=what)
            models[card.name] = card
    named = {name: card if card.family else replace(card, family=card.id) for name, card in models.items()}
    # The offline narrator is the last resort, so it stands last whatever was added.
    ordered = sorted(named.values(), key=lambda card: card.provider == OFFLINE)
    return Catalogue(models={card.name: card for card in ordered}, endpoints=endpoints)


def _read(path: Path) -> _Document:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadCatalogue(where=path, what=f"this file cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadCatalogue(where=path, what="this file is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise BadCatalogue(where=path, what=f"this is not TOML: {error}") from None
    try:
        return TypeAdapter(_Document).validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise BadCatalogue(where=f"{path}, {_place(first['loc'], data)}", what=first["msg"]) from None


def _place(loc: tuple[int | str, ...], data: Mapping[str, Any]) -> str:
    """Say where in the file a mistake is, as a person counts: `model 2 (qwen3), context`."""
    match loc:
        case ("models" | "endpoints" as table, int(index), *rest):
            entries = cast("list[object]", data[table])
            entry = entries[index]
            known = cast("dict[str, object]", entry if isinstance(entry, dict) else {})
            named = known.get("id") or known.get("name")
            called = f" ({named})" if isinstance(named, str) else ""
            # Past a field's own name pydantic tells alternatives apart; only a price has fields of its own.
            spot = rest[:2] if rest[:1] == ["price"] else rest[:1]
            return ", ".join([f"{table[:-1]} {index + 1}{called}", *([".".join(map(str, spot))] if spot else [])])
        case (first, *_):
            return str(first)
        case _:
            return "the file as a whole"
