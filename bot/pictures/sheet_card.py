"""Draw a character's sheet as a card: 1000 by 700 pixels, everything on it from the character as it is now."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageOps

from bot.domain.character import ABILITIES, Character
from bot.domain.rules.armour import armour_class
from bot.domain.rules.creatures import most_hit_points
from bot.domain.rules.encumbrance import speed
from bot.domain.rules.levels import hit_dice_left, hit_die
from bot.domain.rules.slots import slots, slots_left
from bot.domain.sheet import modifier, proficiency
from bot.domain.skills import ABILITY_SHORT
from bot.domain.srd import CLASSES
from bot.i18n import N_, translate
from bot.pictures.heraldry import arms_portrait
from bot.pictures.lettering import drawable, fitted, width, wrapped
from bot.pictures.light import png
from bot.pictures.parchment import parchment
from bot.pictures.pen import FINE, Pen
from bot.pictures.reading import NotAPicture, opened
from bot.pictures.sheet_facts import blows, lineage, progress, purse, saves, signed, skills, troubles
from bot.pictures.tints import BLOOD, GOLD, INK, INK_SOFT, PAPER, TINCTURES, WHITE, Tint, mixed

SIZE = (1000, 700)
_PORTRAIT = 280
_LEFT, _TOP = 46, 46
_RIGHT, _WIDE = 364, 590
_HALE, _HURT, _BAD = (86, 122, 62), (196, 138, 42), (160, 46, 36)
_SHELTER: Tint = (70, 112, 150)
_ASH: Tint = (92, 92, 96)
_COIN: dict[str, Tint] = {
    "pp": (206, 212, 218),
    "gp": TINCTURES["or"],
    "ep": (176, 190, 150),
    "sp": (188, 188, 190),
    "cp": (178, 104, 62),
}


def draw_sheet(character: Character, language: str, portrait: bytes | None = None, *, retired: bool = False) -> bytes:
    """Draw the card of a character in a language: a PNG.

    `portrait` are the bytes of a picture, from wherever; without one, or when it is none, their coat of arms is there.
    """
    pen = Pen(parchment((SIZE[0] * FINE, SIZE[1] * FINE)).copy())
    _face(pen, character, language, portrait, retired)
    _vigour(pen, character, language)
    _numbers(pen, character, language)
    _coins(pen, character, language)
    _name(pen, character, language)
    _abilities(pen, character, language)
    _training(pen, character, language)
    _weapons(pen, character, language)
    _slots(pen, character, language)
    _troubles(pen, character, language)
    _experience(pen, character, language)
    card = pen.finished()
    return png(_faded(card) if character.dead else card)


def _face(pen: Pen, character: Character, language: str, portrait: bytes | None, retired: bool) -> None:
    side = _PORTRAIT * FINE
    face = _portrait(portrait, side) or arms_portrait(character, side)
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, side - 1, side - 1), 8 * FINE, fill=255)
    pen.box(_LEFT - 5, _TOP - 5, _PORTRAIT + 10, _PORTRAIT + 10, edge=INK, fill=GOLD, line=1.8)
    pen.box(_LEFT - 1, _TOP - 1, _PORTRAIT + 2, _PORTRAIT + 2, edge=INK, fill=INK)
    pen.paper.paste(face, (_LEFT * FINE, _TOP * FINE), mask)
    word, colour = _state(character, retired)
    if word:
        pen.ribbon(_LEFT, _TOP + _PORTRAIT - 62, _PORTRAIT, translate(word, language), colour)


def _portrait(portrait: bytes | None, side: int) -> Image.Image | None:
    if portrait is None:
        return None
    try:
        picture = opened(portrait, 2 * side)
    except NotAPicture:
        return None
    paper = Image.new("RGB", picture.size, PAPER)
    paper.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    # Faces are above the middle.
    return ImageOps.fit(paper, (side, side), Image.Resampling.BICUBIC, centering=(0.5, 0.3))


def _state(character: Character, retired: bool) -> tuple[str, Tint]:
    if character.dead:
        return N_("Dead"), INK
    if retired:
        return N_("Retired"), (96, 84, 64)
    if character.hit_points == 0:
        return (N_("Stable"), _SHELTER) if character.stable else (N_("Dying"), BLOOD)
    return "", INK


def _vigour(pen: Pen, character: Character, language: str) -> None:
    """Draw the armour class, hit points and, for whoever lies at 0, death saving throws."""
    pen.shield(_LEFT + 2, 350, 76)
    pen.say((_LEFT + 40, 402), str(armour_class(character)), "title", 40, INK, "middle")
    pen.label(_LEFT + 40, 422, translate(N_("AC"), language), 17)
    x = _LEFT + 98
    most, have = most_hit_points(character), character.hit_points
    pen.say((x, 366), translate(N_("Hit points"), language), "serif", 20, BLOOD)
    shelter, wide = character.temporary_hit_points, _PORTRAIT - 98
    figures = [(str(have), 46, BLOOD if have * 4 <= most else INK), (f"/ {most}", 28, INK_SOFT)]
    if shelter:
        figures.append((f"+{shelter}", 28, _SHELTER))
    for text, size, colour in figures:
        pen.say((x, 409), text, "title", size, colour)
        x += width(text, "title", size) + 6
    x = _LEFT + 98
    if have == 0 and not character.dead:
        for y, word, count, colour in (
            (430, N_("successes"), character.death_successes, _HALE),
            (452, N_("failures"), character.death_failures, _BAD),
        ):
            pen.pips(x + 2, y, min(3, count), 3, colour, radius=7.5)
            pen.say((x + 66, y + 6), translate(word, language), "text", 18, colour)
        return
    whole = max(1, most + shelter)
    colour = _HALE if have * 2 > most else _HURT if have * 4 > most else _BAD
    pen.bar(x, 424, wide, 20, ((have / whole, colour), (shelter / whole, _SHELTER)))


def _numbers(pen: Pen, character: Character, language: str) -> None:
    dice = f"{hit_dice_left(character)}/{character.level} d{hit_die(character)}"
    told = (
        (N_("Initiative"), signed(modifier(character.scores[1]))),
        (N_("Speed"), str(speed(character))),
        (N_("Proficiency"), signed(proficiency(character.level))),
        (N_("Hit dice"), dice),
    )
    for place, (word, figure) in enumerate(told):
        x = _LEFT + 4 + (place % 2) * 142
        y = 482 + (place // 2) * 66
        pen.box(x - 4, y, 138, 58, edge=mixed(GOLD, PAPER, 0.3), fill=mixed(PAPER, WHITE, 0.4))
        middle = x + 65
        pen.say((middle, y + 31), figure, "title", 27, INK, "middle")
        pen.label(middle, y + 50, translate(word, language), 17)


def _coins(pen: Pen, character: Character, language: str) -> None:
    """Write the coins in one row, or in two small ones when somebody has many of all kinds."""
    told = purse(character, language)
    rows = [told]
    size = next((size for size in (22, 20, 18, 16) if _row(told, size) <= _PORTRAIT), 0)
    if not size:
        rows = [told[:2], told[2:]]
        size = next((size for size in (16, 14, 12) if max(_row(row, size) for row in rows) <= _PORTRAIT), 10)
    for place, row in enumerate(rows):
        x, y = float(_LEFT), (644 if len(rows) == 1 else 629 + 26 * place)
        for coin, text in row:
            pen.disc(x + 8, y, 8, edge=mixed(_COIN[coin], INK, 0.6), fill=_COIN[coin])
            pen.say((x + 21, y + size * 0.33), text, "strong", size)
            x += width(text, "strong", size) + 31


def _row(told: list[tuple[str, str]], size: int) -> float:
    return sum(width(text, "strong", size) + 31 for _, text in told) - 10


def _name(pen: Pen, character: Character, language: str) -> None:
    name = drawable(character.name)
    lines, size = fitted(name, "title", _WIDE, (60, 40), 2)
    if len(lines) > 1:
        size = next((size for size in (40, 36, 32) if _whole(name, size)), 32)
        lines = tuple(wrapped(name, "title", size, _WIDE, 2))
    first = 92 if len(lines) == 1 else 70
    for place, line in enumerate(lines):
        pen.say((_RIGHT, first + place * 38), line, "title", size)
    (told,), size = fitted(drawable(lineage(character, language)), "text", _WIDE, (28, 20))
    pen.say((_RIGHT, 128 if len(lines) == 1 else 139), told, "text", size, INK_SOFT)
    pen.rule(_RIGHT, 155, _WIDE)


def _whole(name: str, size: int) -> bool:
    return not wrapped(name, "title", size, _WIDE, 2)[-1].endswith("…")


def _abilities(pen: Pen, character: Character, language: str) -> None:
    trained = CLASSES[character.class_].saves if character.class_ in CLASSES else ()
    for place, (ability, score) in enumerate(zip(ABILITIES, character.scores, strict=True)):
        x, middle = _RIGHT + place * 99.6, _RIGHT + place * 99.6 + 46
        edge = BLOOD if ability in trained else mixed(GOLD, INK, 0.25)
        pen.box(x, 172, 92, 92, edge=edge, fill=mixed(PAPER, WHITE, 0.45), line=2)
        pen.say((middle, 194), ABILITY_SHORT[ability].say(language).upper(), "strong", 18, edge, "middle")
        pen.say((middle, 236), signed(modifier(score)), "title", 42, INK, "middle")
        pen.box(middle - 24, 247, 48, 30, edge=edge, fill=PAPER, line=2)
        pen.say((middle, 270), str(score), "strong", 22, INK, "middle")


def _training(pen: Pen, character: Character, language: str) -> None:
    pen.heading(_RIGHT, 314, 285, translate(N_("Saving throws"), language))
    (told,), size = fitted(saves(character, language), "strong", 285, (24, 16))
    pen.say((_RIGHT, 342), told, "strong", size)
    pen.heading(_RIGHT, 380, 285, translate(N_("Skills"), language))
    known = skills(character, language)
    # One below the other while there is room for each, side by side when there are many.
    if len(known) > 5:
        lines, size, step = wrapped(" · ".join(known), "text", 21, 285, 5), 21, 26
    else:
        lines, size, step = known or ["–"], 23, 27
    for place, line in enumerate(lines):
        pen.say((_RIGHT, 408 + place * step), line, "text", size)


def _weapons(pen: Pen, character: Character, language: str) -> None:
    x, wide = _RIGHT + 315, _WIDE - 315
    pen.heading(x, 314, wide, translate(N_("Weapons"), language))
    caster = any(slots(character.class_, character.level))
    for place, (name, blow) in enumerate(blows(character, language)[: 3 if caster else 6]):
        y = 342 + place * 29
        taken = width(blow, "strong", 21)
        pen.say((x + wide, y), blow, "strong", 21, INK, "right")
        (line,), size = fitted(drawable(name), "text", wide - taken - 12, (22, 17))
        pen.say((x, y), line, "text", size)


def _slots(pen: Pen, character: Character, language: str) -> None:
    have, left = slots(character.class_, character.level), slots_left(character)
    if not any(have):
        return
    x, wide = _RIGHT + 315, _WIDE - 315
    pen.heading(x, 448, wide, translate(N_("Spell slots"), language))
    held = [(level, most, left[level - 1]) for level, most in enumerate(have, 1) if most]
    for place, (level, most, rest) in enumerate(held):
        column, row = x + (place // 3) * 94, 470 + (place % 3) * 28
        pen.say((column, row + 7), str(level), "strong", 20, INK_SOFT)
        pen.pips(column + 17, row, rest, most, BLOOD)


def _troubles(pen: Pen, character: Character, language: str) -> None:
    x, y = float(_RIGHT), 546
    for told in troubles(character, language):
        text = drawable(told)
        wide = width(text, "strong", 21) + 22
        if x + wide > _RIGHT + _WIDE and x > _RIGHT:
            x, y = float(_RIGHT), y + 41
            if y > 590:
                return
        (text,), size = fitted(text, "strong", _WIDE - 22, (21, 15))
        x = pen.chip(x, y, text, BLOOD, size) + 10


def _experience(pen: Pen, character: Character, language: str) -> None:
    share, points = progress(character, language)
    level = translate(N_("Level {level}"), language).format(level=character.level)
    start = _RIGHT + width(level, "title", 22) + 14
    end = _RIGHT + _WIDE - width(points, "strong", 21) - 14
    pen.say((_RIGHT, 651), level, "title", 22)
    pen.say((_RIGHT + _WIDE, 651), points, "strong", 21, INK, "right")
    pen.bar(start, 636, end - start, 16, ((share, GOLD),))


def _faded(card: Image.Image) -> Image.Image:
    """Let the colour go out of the card of somebody who died."""
    ash = ImageOps.colorize(card.convert("L"), (24, 22, 24), (226, 224, 222), mid=(128, 124, 122))
    return Image.blend(card, ash, 0.86)
