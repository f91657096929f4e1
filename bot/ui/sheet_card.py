"""Embeds that show a character: the sheet, and what they carry."""

from __future__ import annotations

import discord

from bot.domain.character import ABILITIES, Character
from bot.domain.equipment import item_name
from bot.domain.gear import Item
from bot.domain.harms import DAMAGE_NAMES
from bot.domain.plaintext import escape, shorten, shown
from bot.domain.rules.armour import armour_class
from bot.domain.rules.coins import written
from bot.domain.rules.encumbrance import capacity, load, speed
from bot.domain.rules.levels import EXPERIENCE, HIGHEST_LEVEL, hit_dice_left, hit_die
from bot.domain.rules.slots import slots, slots_left, spell_attack, spell_dc
from bot.domain.sheet import class_name, modifier, proficiency, race_name
from bot.domain.skills import check_name
from bot.domain.spellbooks import SPELL_ABILITY
from bot.i18n import N_, translate
from bot.ui.cards import COLOUR
from bot.ui.sheet_words import conditions, health, spell_name

_FIELD = 1024
_LIST = 3800
_ITEM_SHOWN = 40


def sheet_card(character: Character, language: str) -> discord.Embed:
    """Show a character's sheet as it stands now."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    embed = discord.Embed(title=escape(character.name)[:256], colour=COLOUR)
    embed.description = (
        f"{race_name(character.race, language)} · {class_name(character.class_, language)} {character.level}"
        + (f"\n{escape(character.description)}" if character.description else "")
    )
    for ability, score in zip(ABILITIES, character.scores, strict=True):
        embed.add_field(name=check_name(ability, language), value=f"**{modifier(score):+d}** ({score})")
    embed.add_field(name=t(N_("Hit points")), value=health(character, language))
    embed.add_field(name=t(N_("Armour class")), value=str(armour_class(character)))
    embed.add_field(name=t(N_("Proficiency")), value=f"+{proficiency(character.level)}")
    embed.add_field(name=t(N_("Speed")), value=t(N_("{feet} feet")).format(feet=speed(character)))
    dice = f"{hit_dice_left(character)}/{character.level} (d{hit_die(character)})"
    embed.add_field(name=t(N_("Hit dice")), value=dice)
    embed.add_field(name=t(N_("Experience")), value=_experience(character))
    if state := conditions(character, language):
        embed.add_field(name=t(N_("Condition")), value=state[:_FIELD], inline=False)
    skills = ", ".join(check_name(skill, language) for skill in character.skills)
    embed.add_field(name=t(N_("Skills")), value=skills or "–", inline=False)
    _add_magic(embed, character, language)
    at_hand = ", ".join(_item(item, language) for item in character.items if item.equipped)
    embed.add_field(name=t(N_("Equipped")), value=shorten(at_hand, _FIELD) or "–", inline=False)
    embed.add_field(name=t(N_("Purse")), value=written(character.coins, language))
    return embed


def items_card(character: Character, language: str) -> discord.Embed:
    """Show what a character carries, what is equipped first."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    title = t(N_("What {name} carries")).format(name=escape(character.name))
    embed = discord.Embed(title=title[:256], colour=COLOUR)
    ordered = sorted(character.items, key=lambda item: not item.equipped)
    lines = [_line(item, language) for item in ordered]
    embed.description = shorten("\n".join(lines), _LIST) or t(N_("Nothing at all."))
    embed.add_field(name=t(N_("Purse")), value=written(character.coins, language))
    embed.add_field(name=t(N_("Armour class")), value=str(armour_class(character)))
    weight = t(N_("{load} of {capacity} lb")).format(
        load=-(-load(character) // 100), capacity=capacity(character) // 100
    )
    embed.add_field(name=t(N_("Load")), value=weight)
    return embed


def _add_magic(embed: discord.Embed, character: Character, language: str) -> None:
    if character.class_ not in SPELL_ABILITY:
        return
    have, left = slots(character.class_, character.level), slots_left(character)
    # An open circle is a slot that is used.
    written = " ".join(
        f"{level}: {'●' * left[level - 1]}{'○' * (most - left[level - 1])}"
        for level, most in enumerate(have, 1)
        if most
    )
    if written:
        embed.add_field(name=translate(N_("Spell slots"), language), value=written)
    spells = ", ".join(spell_name(index, language) for index in character.spells)
    numbers = translate(N_("DC {dc}, attack {attack}"), language)
    numbers = numbers.format(dc=spell_dc(character), attack=f"{spell_attack(character):+d}")
    name = translate(N_("Spells"), language)
    if spells:
        embed.add_field(name=f"{name} · {numbers}", value=shorten(spells, _FIELD), inline=False)


def _experience(character: Character) -> str:
    if character.level >= HIGHEST_LEVEL:
        return str(character.experience)
    return f"{character.experience}/{EXPERIENCE[character.level]}"


def _item(item: Item, language: str) -> str:
    name = shown(item_name(item, language), _ITEM_SHOWN)
    return f"{name} ×{item.quantity}" if item.quantity > 1 else name


def _line(item: Item, language: str) -> str:
    name = f"**{_item(item, language)}**" if item.equipped else _item(item, language)
    if item.weapon is not None:
        kind = item.weapon.damage_type
        harm = DAMAGE_NAMES[kind].say(language) if kind in DAMAGE_NAMES else escape(kind)
        return f"• {name} · {escape(item.weapon.damage)} {harm}"
    if item.armour is not None:
        sign = "+" if item.armour.kind == "shield" else ""
        short = translate(N_("AC {value}"), language).format(value=f"{sign}{item.armour.base}")
        return f"• {name} · {short}"
    return f"• {name}"
