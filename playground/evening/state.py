"""What the first evening remembers; it is kept with the world."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields

from playground.errors import Json
from playground.jsonvalue import an_object

# A duel tells more when nobody is being struck, so it comes before the fight.
STEPS = ("character", "turn", "portrait", "duel", "fight", "month", "chart")
COMPANIONS = ("kira", "bruno")


def _names() -> list[str]:
    return []


@dataclass(slots=True)
class EveningState:
    """How far an evening is: `place` is its channel, `opening` its first story, `done` the steps in their order.

    `dismissed` are the hints that are gone for good, `made` the people that have a character, `away` those that
    were sent away, `lines` how often each wrote, `fallen` the names of those who lie on the ground, `turns` what the
    visitor had told, `cures` the healing spells that were cast, `visitor` is who the host acted as last.
    """

    begun: bool = False
    locale: str = "en-US"
    place: int = 0
    visitor: int = 0
    opening: int = 0
    founded: bool = False
    told: bool = False
    hidden: bool = False
    fighting: bool = False
    voting: bool = False
    turns: int = 0
    cures: int = 0
    done: list[str] = field(default_factory=_names)
    dismissed: list[str] = field(default_factory=_names)
    made: list[str] = field(default_factory=_names)
    away: list[str] = field(default_factory=_names)
    fallen: list[str] = field(default_factory=_names)
    lines: dict[str, int] = field(default_factory=dict[str, int])

    def dump(self) -> Json:
        """Return everything as JSON."""
        return asdict(self)

    @classmethod
    def restore(cls, data: object) -> EveningState:
        """Read what was kept; a world of before had no evening, and what has another shape than now is as at first."""
        kept, new = an_object(data), cls()
        for one in fields(cls):
            value = kept.get(one.name)
            if type(value) is type(getattr(new, one.name)):
                setattr(new, one.name, value)
        return new
