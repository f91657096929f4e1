"""Compose one turn: put the sentences in order."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.plaintext import fold, shown
from bot.llm.offline.annals import Annalist, entry
from bot.llm.offline.asking import asked
from bot.llm.offline.battle import tell, tell_fight
from bot.llm.offline.book import Palette
from bot.llm.offline.fighting import in_fight
from bot.llm.offline.grammar import capital
from bot.llm.offline.happenings import happened
from bot.llm.offline.heard import Heard
from bot.llm.offline.spellbook import thing_meant
from bot.llm.offline.steps import TOLD_DEEDS, Step, deeds, shown_name
from bot.llm.offline.tale import nobody_left, starts_fight
from bot.llm.offline.view import View, records
from bot.llm.offline.voice import Voice

CHAPTER = 8
_TITLE_LENGTH = 120
_PLACE_LENGTH = 60
_NAGS = 3
_THERE, _SETTLED = frozenset({"person"}), frozenset({"threat", "thing", "way"})
_ALL = frozenset({"place", "person", "threat", "thing", "way"})
_ABSENT = dict.fromkeys(("lair", "unseen", "fight", "won", "lost"), _THERE) | {"ended": _SETTLED, "free": _SETTLED}
"""What a place has and a part of its adventure has not: the person stays behind, and in the end all is well."""
_TELLS = {"camp": "rest", "take": "item", "heal": "cast_spell", "magic": "cast_spell"}


def compose(view: View) -> str:
    """Write the turn, true to what the rules answered."""
    paragraphs = list(filter(None, _paragraphs(view)))
    if not view.book.terse:
        return "\n\n".join(paragraphs)
    place = capital(view.book.grammar.fill("{place}", _places(view)[1].nouns, {}))
    if view.stranger:
        place = shown(view.brief.state.scene.place if view.brief.state else "", _PLACE_LENGTH) or "…"
    # What it says of the campaign and of itself stands above the entry.
    said = view.book.grammar.typeset(view.book.frames["disclosure"])
    above = 1 if paragraphs and said in paragraphs[0] else 0
    return "\n\n".join([*paragraphs[:above], entry(view.brief.turn, place, paragraphs[above:])])


def _paragraphs(view: View) -> list[str]:
    brief, book = view.brief, view.book
    absent = _ABSENT.get(view.at.part, frozenset()) if view.tells_tale else frozenset[str]()
    opening = brief.turn <= 1 or not view.steps
    before, here, step = _places(view)
    heard = Heard((*view.told, brief.withdrawn))
    voice = (Annalist if book.terse else Voice)(brief, book, here if opening else before, heard)
    voice.absent = absent
    if opening and not in_fight(view):
        return [*_opening(view, voice), *_told_deeds(view, voice)]
    if view.stranger:
        # Nothing is known of the place but what was done there.
        voice.absent = _ALL
        voice.palette = replace(voice.palette, hints=(), finds=())
        return [*_told_deeds(view, voice), voice.closing()]
    paragraphs = [_disclosure(view, voice)] if view.newcomer else []
    if in_fight(view):
        return [*paragraphs, *tell_fight(view, voice), *_others(view, voice)]
    paragraphs += _told_deeds(view, voice)
    if view.tells_tale:
        paragraphs += _tale_goes_on(view, voice)
    else:
        if len(view.steps) == 1:
            paragraphs[-1] += f" {voice.pick('echo', book.frames['echo'])}".rstrip()
        paragraphs.append(_wanders_on(view, voice, here, step))
    return paragraphs


def _places(view: View) -> tuple[Palette, Palette, int]:
    """Return the place of the deeds, the place they lead to, and the step within its chapter."""
    if view.tells_tale:
        here = (view.move.to or view.at).palette
        return view.at.palette, here, view.brief.turn - view.at.since
    chapter, step = divmod(max(view.brief.turn, 1) - 1, CHAPTER)
    here = view.journey[chapter % len(view.journey)]
    # The deeds of a chapter's first turn still take place where the last chapter ended.
    return (view.journey[(chapter - 1) % len(view.journey)] if step == 0 and chapter else here), here, step


def _opening(view: View, voice: Voice) -> list[str]:
    title = f"**{shown(view.brief.campaign, _TITLE_LENGTH)}**"
    if view.brief.themes:
        title += f" · {shown(', '.join(view.brief.themes), _TITLE_LENGTH)}"
    role = "party" if view.brief.party else "nobody"
    present = voice.pick(role, voice.book.frames[role], party=voice.names(tuple(map(shown_name, view.brief.party))))
    plea = voice.fill(voice.palette.tale.plea) if view.tells_tale else ""
    return list(
        filter(
            None,
            [
                title if view.blind else f"{title}\n{_disclosure(view, voice)}",
                f"{voice.insist('opening', voice.palette.opening)} {voice.fill(voice.palette.hook)}",
                plea,
                f"{present} {voice.closing()}".strip(),
            ],
        )
    )


def _disclosure(view: View, voice: Voice) -> str:
    """Say what the narrator is, and where it cannot tell in the language the table wants, that it cannot."""
    said = f"*{voice.line('disclosure')}*"
    return f"{said}\n*{voice.line('foreign')}*" if _foreign(view) else said


def _foreign(view: View) -> bool:
    state = view.brief.state
    wanted = fold(state.campaign.rules.story_language) if state else ""
    own: list[str] = view.book.frames["own"]
    return view.brief.language != view.book.language if not wanted else not any(name in wanted for name in own)


def _told_deeds(view: View, voice: Voice) -> list[str]:
    told = [_deed(view, voice, number) for number in range(len(view.steps))]
    # Two deeds share a paragraph, more would make a wall of it; annals give each a line.
    most = 1 if view.book.terse else 2
    paragraphs = [" ".join(told[start : start + most]) for start in range(0, len(told), most)]
    return [*paragraphs, *_others(view, voice)]


def _deed(view: View, voice: Voice, number: int) -> str:
    step, kind = view.steps[number], view.steps[number].intent.kind
    first, answer = number == 0, view.answer("", number)
    tool = (asked(view, step) or ("", {}))[0] if _TELLS.get(kind or "") else ""
    tale, fight = voice.book.frames["tale"], voice.book.frames["fight"]
    if fallen := _fallen(view, step.character):
        return voice.insist(fallen, fight[fallen], name=step.name)
    if view.tells_tale and view.move.tells == "strike" and starts_fight(view.at, {kind}):
        return voice.lead(step, first=first)
    if view.tells_tale and nobody_left(view.at, kind) and not step.intent.dice:
        return f"{voice.lead(step, first=first)} {voice.insist('nobody_left', tale['nobody_left'])}"
    if kind == "camp" and (view.tells_tale or answer is not None):
        if view.tells_tale and view.at.part in ("lair", "unseen"):
            outcome = voice.pick("restless", tale["restless"])
        else:
            short = answer is not None and answer.get("rest") == "short"
            outcome = voice.pick("breather", tale["breather"]) if short else voice.pick("rested", tale["rested"])
            outcome = outcome if answer is not None or tool != "rest" else ""
        return f"{voice.lead(step, first=first)} {outcome}".rstrip()
    if answer is None and _lacks(view, step):
        return voice.insist("lacking", tale["lacking"], name=step.name)
    if answer is not None and tool == "item":
        return f"{voice.lead(step, first=first)} {voice.insist('given', tale['given'], name=step.name)}"
    if answer is not None and tool == "cast_spell":
        call = view.calls[view.name("", number)]
        return f"{voice.lead(step, first=first)} {tell(voice, happened(call, answer, view.brief.party))}"
    return voice.deed(step, answer, first=first)


def _lacks(view: View, step: Step) -> bool:
    """Tell whether somebody means to use what only a pack could hold, and theirs does not."""
    words, verb = view.book.words, step.intent.do.partition(" ")[0]
    sheet = view.brief.state.named(step.character) if view.brief.state and step.character else None
    if sheet is None or step.intent.kind != "take" or verb not in words.use:
        return False
    return not words.stores.isdisjoint(step.said.split()) and thing_meant(step, sheet) is None


def _fallen(view: View, character: str | None) -> str:
    """Say which frames tell of somebody who cannot act; "" for those who can."""
    sheet = view.brief.state.named(character) if view.brief.state and character else None
    if sheet is None or (sheet.hit_points > 0 and not sheet.dead):
        return ""
    return "dead" if sheet.dead else "lies"


def _others(view: View, voice: Voice) -> list[str]:
    others = tuple(dict.fromkeys(shown_name(deed.author) for deed in deeds(view.brief)[TOLD_DEEDS:]))
    if not others:
        return []
    role = "rest" if len(others) > 1 else "rest_one"
    return [voice.insist(role, voice.book.frames[role], party=voice.names(others))]


def _tale_goes_on(view: View, voice: Voice) -> list[str]:
    """Tell what the adventure does in this turn, or what it waits for."""
    tale, move, frames = view.at.palette.tale, view.move, voice.book.frames["tale"]
    foes = voice.the(tale.foes)
    if move.tells:
        voice.absent = _ABSENT.get(move.to.part, frozenset()) if move.to else voice.absent
    if move.tells in ("strike", "drawn"):
        return _strikes(view, voice)
    if move.tells == "lair":
        seen = (
            voice.pick("unseen", frames["unseen"], foes=foes)
            if move.to and move.to.part == "unseen"
            else voice.pick("lair_wait", frames["lair_wait"], foes=foes)
        )
        return [voice.fresh(tale.lair_text), f"{seen} {voice.closing()}".strip()]
    if move.tells in ("won", "lost"):
        voice.absent = frozenset()
        tended = [
            voice.pick("tended", frames["tended"], target=shown_name(str(call[1]["target"])))
            for place, call in enumerate(move.calls)
            if call[0] == "heal" and view.answer("story-", place) is not None
        ]
        said = voice.fresh(tale.won) if move.tells == "won" else voice.pick("lost_tale", frames["lost_tale"])
        onward = voice.pick("aftermath", frames["aftermath"]) if move.tells == "won" else ""
        return [*filter(None, [" ".join(tended)]), f"{said} {onward} {voice.closing()}".strip()]
    if move.tells == "lost_tale":
        voice.absent = frozenset()
        return [f"{voice.pick('lost_tale', frames['lost_tale'])} {voice.pick('bed', frames['bed'])}".strip()]
    if move.tells == "ending":
        return [voice.fresh(tale.ending), " ".join(filter(None, [*_grown(view, voice), voice.closing()]))]
    if move.tells == "arrive":
        lead = voice.pick("bridge", voice.book.frames["farewell"])
        voice.palette = move.to.palette if move.to else voice.palette
        return [f"{lead} {voice.fresh(voice.palette.arrive)}".strip(), voice.fresh(voice.palette.tale.plea)]
    return [_lingers(view, voice)]


def _lingers(view: View, voice: Voice) -> str:
    """Tell how the world waits, and nudge those who linger."""
    part, frames, lasted = view.at.part, voice.book.frames["tale"], view.brief.turn - view.at.since
    foes = voice.the(view.at.palette.tale.foes)
    if view.newcomer:
        return f"{voice.fresh(voice.palette.arrive)} {voice.fresh(voice.palette.tale.plea)}"
    if part in ("lair", "unseen"):
        now = (view.move.to or view.at).part
        role = "unseen" if now == "unseen" else "lair_wait"
        lead = voice.pick(role, frames[role], foes=foes)
    elif part == "won":
        voice.absent = frozenset()
        lead = voice.pick("aftermath", frames["aftermath"])
    elif part == "ended":
        lead = " ".join(filter(None, [_spent(view, voice), voice.pick("bed", frames["bed"])]))
    elif part == "arrival" and lasted >= 2 and lasted % 2 == 0:
        lead = voice.pick("nudge", frames["nudge"])
    else:
        event = voice.first_fresh(voice.palette.beats) if part == "arrival" else ""
        air = voice.pick("air", voice.palette.air) if len(view.steps) < 3 else ""
        lead = " ".join(filter(None, [_spent(view, voice), air, event]))
    return f"{lead} {voice.closing()}".strip()


def _strikes(view: View, voice: Voice) -> list[str]:
    """Tell how the fight begins; where the rules refused it, the foes only wait."""
    tale, frames = view.at.palette.tale, voice.book.frames["tale"]
    foes = voice.the(tale.foes)
    started = any(call.name == "start_combat" for call, _ in view.results("story-"))
    if not started:
        return [f"{voice.pick('lair_wait', frames['lair_wait'], foes=foes)} {voice.closing()}".strip()]
    drawn = voice.pick("drawn", frames["drawn"], foes=foes) if view.move.tells == "drawn" else ""
    return [f"{drawn} {voice.fresh(tale.strike)}".strip(), *tell_fight(view, voice, began=True)]


def _grown(view: View, voice: Voice) -> list[str]:
    """Tell of those who gained a level by what the rules said."""
    gained = [
        one.get("character")
        for call, answer in view.results("story-")
        if call.name == "award_experience"
        for one in records(answer.get("levels_gained"))
    ]
    frames = voice.book.frames["tale"]["grown"]
    return [voice.pick("grown", frames, name=shown_name(name)) for name in gained[:3] if isinstance(name, str)]


def _spent(view: View, voice: Voice) -> str:
    """Name somebody who is in a bad way, unless they were seen to in this very turn."""
    state = view.brief.state
    busy = any(step.intent.kind in ("camp", "heal", "magic") for step in view.steps)
    # Said at every turn it would be nagging.
    if state is None or busy or (view.tells_tale and (view.brief.turn - view.at.since) % _NAGS != 1):
        return ""
    worst = [one for one in state.present if 0 < one.hit_points <= one.max_hit_points // 2]
    if not worst:
        return ""
    return voice.pick(
        "spent", voice.book.frames["tale"]["spent"], name=shown_name(worst[view.brief.turn % len(worst)].name)
    )


def _wanders_on(view: View, voice: Voice, here: Palette, step: int) -> str:
    """Move the world: the next event of the place, or the way to the next one."""
    arrives = step == 0 or view.newcomer
    lead = voice.pick("bridge", voice.book.frames["bridge"]) if step == 0 else ""
    voice.palette = here
    if not arrives and len(view.steps) <= 2:
        lead = voice.pick("air", here.air)
    event = here.arrive if arrives else here.beats[step - 1]
    return " ".join(filter(None, (lead, voice.fresh(event), voice.closing())))
