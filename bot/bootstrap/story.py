"""Put together what tells a story: from the tables and the models up to the door every action comes through."""

from __future__ import annotations

from dataclasses import dataclass

from bot.config import Settings
from bot.llm.answers import Answers
from bot.llm.models import Models
from bot.services.ballots import Ballots
from bot.services.budgets import BudgetService
from bot.services.cashier import Cashier
from bot.services.chronicler import Chronicler
from bot.services.compendium import Compendium
from bot.services.duelling import Duelling
from bot.services.errands import Errands
from bot.services.homecoming import Homecoming
from bot.services.keeping import Keeper
from bot.services.keychain import Keychain
from bot.services.library import Library
from bot.services.limiter import Limiter
from bot.services.narration import Narrator
from bot.services.people import PeopleService
from bot.services.play import PlayService
from bot.services.ports import Board, Replies
from bot.services.prober import Prober
from bot.services.recap import RecapService
from bot.services.recollection import Recollection
from bot.services.relay import Relay
from bot.services.rolling import RollDesk
from bot.services.routing import Router
from bot.services.servers import ServerService
from bot.services.tables import Tables
from bot.services.tally import Tally
from bot.services.teller import Teller
from bot.services.tempo import Tempo
from bot.services.trace_shelf import TraceShelf
from bot.services.tracing import TracedHomecoming, TracedKeeper, TracedModels, TracedTeller
from bot.services.tracing_beside import Bystander, TracedTally
from bot.services.vault import Vault
from bot.storage import Stores
from bot.storage.engine import Database


@dataclass(frozen=True, slots=True)
class Story:
    """What every other service stands on."""

    stores: Stores
    keychain: Keychain
    models: Models
    people: PeopleService
    servers: ServerService
    tables: Tables
    tally: Tally
    answers: Answers
    budgets: BudgetService
    router: Router
    prober: Prober
    book: Compendium
    recollection: Recollection
    desk: RollDesk
    chronicler: Chronicler
    errands: Errands
    recaps: RecapService
    homecoming: Homecoming
    limiter: Limiter
    ballots: Ballots
    duelling: Duelling
    play: PlayService
    traces: TraceShelf | None
    bystander: Bystander | None


def shelf_of(settings: Settings, stores: Stores) -> TraceShelf | None:
    """Return where traces are written, None where nobody asked for any."""
    return None if settings.traces is None else TraceShelf(settings.traces, stores.duels)


def storyteller(settings: Settings, replies: Replies, board: Board, database: Database) -> Story:
    """Build what tells stories over an open database."""
    stores = Stores.over(database)
    keychain = Keychain(stores, Vault(settings.secret_key))
    shelf = shelf_of(settings, stores)
    bystander = None if shelf is None else Bystander(shelf)
    keyrings = keychain.of
    models = Models(settings, keyrings=keyrings) if bystander is None else TracedModels(settings, bystander, keyrings)
    people = PeopleService(stores)
    servers = ServerService(stores)
    tables = Tables(stores, settings.prompt_chars)
    tally = Tally() if bystander is None else TracedTally(bystander)
    answers = Answers.over(settings)
    budgets = BudgetService(stores)
    router = Router(models, servers)
    cashier, prober = Cashier(budgets, router), Prober(stores, tally)
    book = Compendium(stores)
    recollection = Recollection(stores)
    library, desk = Library(book, recollection), RollDesk(people, tables)
    relay = Relay(
        router,
        cashier,
        prober,
        Narrator(settings.api_timeout, library, desk),
        prompt_chars=settings.prompt_chars,
        max_tokens=settings.max_tokens,
    )
    chronicler = Chronicler(stores, router, budgets, answers, tally, prompt_chars=settings.prompt_chars)

    def campaign_in(channel_id: int) -> int:
        return play.campaign_in(channel_id)

    limiter = Limiter.over(settings)
    errands = Errands(stores, router, budgets, answers, tally, limiter)
    recaps = RecapService(people, tables, campaign_in, errands, prompt_chars=settings.prompt_chars)
    homecoming = (Homecoming if shelf is None else TracedHomecoming)(recaps, replies)
    keeper = Keeper(stores, tally, chronicler) if shelf is None else TracedKeeper(stores, tally, chronicler, shelf)
    ballots = Ballots(stores, people, board, models.label)
    duelling = Duelling(relay, models, cashier, keeper, stores.duels, ballots, first_token_timeout=settings.api_timeout)
    teller = (Teller if shelf is None else TracedTeller)(relay, duelling, replies, keeper, cashier, homecoming)
    play = PlayService(stores, people, tables, teller, replies, Tempo(stores, board), limiter)
    return Story(
        stores=stores,
        keychain=keychain,
        models=models,
        people=people,
        servers=servers,
        tables=tables,
        tally=tally,
        answers=answers,
        budgets=budgets,
        router=router,
        prober=prober,
        book=book,
        recollection=recollection,
        desk=desk,
        chronicler=chronicler,
        errands=errands,
        recaps=recaps,
        homecoming=homecoming,
        limiter=limiter,
        ballots=ballots,
        duelling=duelling,
        play=play,
        traces=shelf,
        bystander=bystander,
    )
