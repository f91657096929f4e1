"""Equipment: items for the rules, and the lines that people read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.gear import Armour, Item, Weapon

Source = Mapping[str, Any]


def item(source: Source) -> Item:
    """Read a piece of equipment; twenty arrows weigh a pound, so one weighs a twentieth.

    A net, which does no damage, is no weapon to the rules.
    """
    return Item(
        name=source["name"],
        index=source["index"],
        weight=round(source.get("weight", 0) * 100 / source.get("quantity", 1)),
        weapon=_weapon(source) if "damage" in source else None,
        armour=_armour(source) if "armor_category" in source else None,
    )


def text(source: Source) -> str:
    """Write what people read about a piece of equipment."""
    lines = [f"*{source['equipment_category']['name']}*", f"**Cost** {_cost(source)}"]
    if "weight" in source:
        lines.append(f"**Weight** {source['weight']} lb.")
    if "damage" in source:
        lines.append(f"**Damage** {source['damage']['damage_dice']} {source['damage']['damage_type']['index']}")
    if source.get("properties"):
        lines.append(f"**Properties** {', '.join(each['name'].lower() for each in source['properties'])}")
    if "armor_class" in source:
        lines.append(f"**Armor Class** {_armour_class(source['armor_class'], source['armor_category'])}")
    if "contents" in source:
        packed = (f"{each['quantity']} × {each['item']['name']}" for each in source["contents"])
        lines.append(f"**Holds** {', '.join(packed)}")
    return "\n".join((*lines, *source.get("desc", ()), *source.get("special", ())))


def _weapon(source: Source) -> Weapon:
    ranged = source["weapon_range"] == "Ranged"
    reach = source["range"] if ranged else source.get("throw_range", {})
    damage = source["damage"]
    return Weapon(
        damage=damage["damage_dice"],
        damage_type=damage["damage_type"]["index"],
        properties=tuple(each["index"] for each in source["properties"]),
        category="simple" if source["weapon_category"] == "Simple" else "martial",
        range=reach.get("normal", 0),
        long_range=reach.get("long", 0),
        versatile=source.get("two_handed_damage", {}).get("damage_dice", ""),
    )


def _armour(source: Source) -> Armour:
    worn = source["armor_class"]
    kind = source["armor_category"].lower()
    return Armour(
        base=worn["base"],
        kind=kind,
        dexterity=worn.get("max_bonus", -1) if worn["dex_bonus"] else 0,
        strength=source["str_minimum"],
        stealth_disadvantage=source["stealth_disadvantage"],
    )


def _cost(source: Source) -> str:
    return f"{source['cost']['quantity']} {source['cost']['unit']}"


def _armour_class(worn: Source, category: str) -> str:
    if category == "Shield":
        return f"+{worn['base']}"
    if not worn["dex_bonus"]:
        return str(worn["base"])
    most = f" (at most {worn['max_bonus']})" if worn.get("max_bonus") else ""
    return f"{worn['base']} + Dex{most}"
