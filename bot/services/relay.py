"""Hand a turn from one model to the next until one has told it whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import structlog

from bot.domain import tools
from bot.domain.campaign import Campaign
from bot.domain.conversation import Prompt
from bot.domain.dice import SeededDice
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.llm.attempts import resting
from bot.llm.errors import LLMError
from bot.llm.patience import Patience
from bot.llm.speaker import Speaker
from bot.prompts.turn import room_of, turn_prompt
from bot.services.aftermath import Aftermath
from bot.services.cashier import Cashier
from bot.services.narration import Narration, Narrator, Stopped, TurnStory
from bot.services.overspending import OverBudget, PriceUnknown
from bot.services.prober import Prober
from bot.services.routing import Route, Router
from bot.services.story import AGAIN, note
from bot.services.story import told as story_told
from bot.services.telling import Telling, Told

log = structlog.stdlib.get_logger(__name__)

TURN_PATIENCE: Final = 90.0
"""Seconds a table waits without a word, over all models and attempts, before it hears why."""

TOOK_OVER = N_("{wanted} could not tell this, so {model} did.")
HANDED_ON = N_("{wanted} broke off. {model} tells it from the start…")
CARE = N_("Told without what somebody at the table did not want in it.")
MISSING = N_("{wanted} is not offered now, so {model} told this.")


class NobodyCould(SkaldError):
    """Every model of a turn failed; each said why."""

    sentence = N_("Nobody at the table could tell this.")

    def __init__(self, errors: Sequence[SkaldError]) -> None:
        self.errors = errors
        super().__init__()

    def say(self, language: str) -> str:
        return " ".join([super().say(language), *dict.fromkeys(error.say(language) for error in self.errors)])


class Relay:
    """Let a turn's models try in their order, each from the start and with the same dice."""

    def __init__(
        self,
        router: Router,
        cashier: Cashier,
        prober: Prober,
        narrator: Narrator,
        *,
        prompt_chars: int,
        max_tokens: int,
        patience: float = TURN_PATIENCE,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._router = router
        self._cashier = cashier
        self._prober = prober
        self._narrator = narrator
        self._aftermath = Aftermath(narrator)
        self._prompt_chars = prompt_chars
        self._max_tokens = max_tokens
        self._tools_room = room_of(tools.heaviest())
        self._patience = patience
        self._now = now

    async def tell(self, telling: Telling) -> Told:
        """Return the turn told whole; raises `SkaldError` when no model could."""
        campaign = telling.before.campaign
        route = await self._router.route(campaign, telling.chosen)
        ready = self._ready(route, campaign)
        prompt, patience = self.prompt_of(telling), Patience(self._patience)
        telling.story_room = prompt.story_room
        errors: list[SkaldError] = [resting(speaker) for speaker in route.speakers if speaker not in ready]
        for place, first in enumerate(ready):
            try:
                # What a model costs is known once it is warm.
                await self._router.warm(campaign, first)
                admitted = await self._cashier.admit(telling, first, prompt)
                share = patience.share(len(ready) - place)
                narration = self._begin(telling, admitted.speaker, share, route.place_of(first), fresh=place == 0)
                await self._router.warm(campaign, admitted.speaker)
                await self._narrate(narration, prompt, telling)
            except Stopped:
                raise
            except SkaldError as error:
                log.info("a model could not tell a turn", model=first.card.name, reason=str(error))
                # A budget that says no ends the turn; a fallback must not spend what the first model may not.
                stop = isinstance(error, (OverBudget, PriceUnknown)) and place == 0
                errors.append(error)
                if stop or place == len(ready) - 1 or patience.over:
                    raise (NobodyCould(errors) if len(errors) > 1 else error) from None
                telling.reply.withdraw(_handed_on(first, ready[place + 1], telling.language))
            else:
                notes = (*self._notes(telling, route, first, admitted.speaker), *admitted.notes, *narration.notes)
                return Told(narration, admitted.speaker.card.name, route.wanted, notes)
        raise LookupError("a route without a model")

    def by_hand(self, telling: Telling, story: str) -> Told:
        """Return a turn in the words of the person who is the game master; the rules end it like any other."""
        told = TurnStory(
            before=telling.before,
            state=replace(telling.before, turn=telling.turn.number),
            dice=SeededDice(telling.before.campaign.secret, telling.turn.number),
            attempts=telling.attempts,
            story=story_told(story),
        )
        self._aftermath.close(told, telling)
        return Told(told, None, None)

    def _ready(self, route: Route, campaign: Campaign) -> tuple[Speaker, ...]:
        """Return who can be asked now, and have providers whose rest is over looked after."""
        for speaker in route.speakers:
            if speaker.breaker.probe_due() and len(route.speakers) > 1:
                self._prober.look_after(speaker, campaign)
        return route.ready

    def prompt_of(self, telling: Telling) -> Prompt:
        """Return what the models of a turn are given, before any call."""
        return turn_prompt(
            replace(telling.before, turn=telling.turn.number),
            telling.past,
            telling.said,
            tools.offered(telling.before),
            limit=self._prompt_chars,
            max_tokens=self._max_tokens,
            memory=telling.memory,
            without=telling.without,
            restricted=telling.restricted,
            tools_room=self._tools_room,
        )

    def _begin(self, telling: Telling, speaker: Speaker, patience: Patience, place: int, *, fresh: bool) -> Narration:
        return Narration(
            before=telling.before,
            state=replace(telling.before, turn=telling.turn.number),
            # By the number alone: whoever tells the turn, and however often, meets the same dice.
            dice=SeededDice(telling.before.campaign.secret, telling.turn.number),
            speaker=speaker,
            waiting_since=min(action.received_at for action in telling.actions) if fresh else self._now(),
            attempts=telling.attempts,
            patience=patience,
            route=place,
            stopped=telling.stopped,
        )

    async def _narrate(self, narration: Narration, prompt: Prompt, telling: Telling) -> None:
        begun = len(narration.attempts)

        async def bears(grown: Prompt) -> bool:
            return await self._cashier.bears_another_round(telling, narration.speaker, grown)

        try:
            told = await self._narrator.narrate(narration, prompt, telling.reply, bears)
            self._aftermath.close(narration, telling)
            await self._aftermath.hold_to_the_sheets(narration, told, telling, bears)
        except LLMError as error:
            error.call_it(narration.speaker.card.label)
            for index, attempt in enumerate(narration.attempts[begun:], begun):
                narration.attempts[index] = replace(attempt, withdrawn=attempt.first_text_ms is not None)
            raise

    def _notes(self, telling: Telling, route: Route, first: Speaker, speaker: Speaker) -> tuple[str, ...]:
        """Say who told it when it was not who should have; a budget that put it in the place of `first` says so."""
        language = telling.language
        label = translate(speaker.card.label, language)
        if telling.without is not None:
            return (note("✋", CARE, language),)
        if telling.chosen:
            return (note("↻", AGAIN, language, model=label),)
        if route.missing:
            return (note("↪", MISSING, language, wanted=translate(route.missing, language), model=label),)
        wanted = route.speakers[0].card
        if wanted in (first.card, speaker.card):
            return ()
        return (note("↪", TOOK_OVER, language, wanted=translate(wanted.label, language), model=label),)


def _handed_on(failed: Speaker, following: Speaker, language: str) -> str:
    wanted, model = (translate(speaker.card.label, language) for speaker in (failed, following))
    return f"-# {note('↻', HANDED_ON, language, wanted=wanted, model=model)}"
