"""Put everything together; the only place that knows all of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.config import Settings
from bot.domain.dice import SystemDice
from bot.llm.answers import Answers
from bot.llm.images import Images
from bot.llm.models import Models
from bot.services.accounts.service import AccountService
from bot.services.allowance import Allowance
from bot.services.altering import Alterations
from bot.services.archives import ArchiveService
from bot.services.attendance import Attendance
from bot.services.auditions import AuditionService
from bot.services.belongings import Belongings
from bot.services.binding import BindingService
from bot.services.budgets import BudgetService
from bot.services.campaigns import CampaignService
from bot.services.cashier import Cashier
from bot.services.chair import ChairService
from bot.services.character_files import CharacterFiles
from bot.services.characters import CharacterService
from bot.services.chronicler import Chronicler
from bot.services.cloning import CloningService
from bot.services.compendium import Compendium
from bot.services.creation import CreationService
from bot.services.errands import Errands
from bot.services.fight import FightService
from bot.services.forgetting import ForgettingService
from bot.services.founding import FoundingService
from bot.services.gallery import Gallery
from bot.services.help import HelpService
from bot.services.homecoming import Homecoming
from bot.services.housekeeping import Housekeeping, chores
from bot.services.keeping import Keeper
from bot.services.keychain import Keychain
from bot.services.keys import KeyService
from bot.services.lag import LoopLag
from bot.services.levelling import LevelService
from bot.services.library import Library
from bot.services.lifecycle import LifecycleService
from bot.services.limiter import Limiter
from bot.services.membership import MembershipService
from bot.services.memory import MemoryService
from bot.services.models import ModelService
from bot.services.narration import Narrator
from bot.services.painter import Painter
from bot.services.people import PeopleService
from bot.services.personal_data import PersonalData
from bot.services.play import PlayService
from bot.services.portraits import PortraitService
from bot.services.ports import Board, Replies
from bot.services.prober import Prober
from bot.services.proving import ProofService
from bot.services.recap import RecapService
from bot.services.receipts import ReceiptService
from bot.services.recollection import Recollection
from bot.services.relay import Relay
from bot.services.resting import RestService
from bot.services.retelling import RetellService
from bot.services.rolling import RollDesk
from bot.services.rolls import RollService
from bot.services.routing import Router
from bot.services.safety import SafetyService
from bot.services.servers import ServerService
from bot.services.settings import SettingsService
from bot.services.setup import SetupService
from bot.services.sheets import SheetService
from bot.services.sitters import Sitters
from bot.services.stable import StableService
from bot.services.status import Gateway, StatusService
from bot.services.studio import Studio
from bot.services.tables import Tables
from bot.services.takeaway import Takeaway
from bot.services.tally import Tally
from bot.services.teller import Teller
from bot.services.tempo import Tempo
from bot.services.tongues import Tongues
from bot.services.treasury import Treasury
from bot.services.undoing import UndoService
from bot.services.vault import Vault
from bot.services.whispers import WhisperService
from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.prepare import prepare
from bot.storage.pulse import Pulse


@dataclass(frozen=True, slots=True)
class Services:
    """What the cogs may ask for."""

    play: PlayService
    accounts: AccountService
    attendance: Attendance
    archives: ArchiveService
    auditions: AuditionService
    belongings: Belongings
    book: Compendium
    binding: BindingService
    campaigns: CampaignService
    chair: ChairService
    character_files: CharacterFiles
    characters: CharacterService
    cloning: CloningService
    creation: CreationService
    fights: FightService
    founding: FoundingService
    gallery: Gallery
    housekeeping: Housekeeping
    lifecycle: LifecycleService
    personal_data: PersonalData
    help: HelpService
    keys: KeyService
    levels: LevelService
    membership: MembershipService
    memory: MemoryService
    models: ModelService
    recaps: RecapService
    portraits: PortraitService
    proofs: ProofService
    receipts: ReceiptService
    rests: RestService
    retelling: RetellService
    desk: RollDesk
    rolls: RollService
    safety: SafetyService
    servers: ServerService
    settings: SettingsService
    setup: SetupService
    sheets: SheetService
    stable: StableService
    status: StatusService
    studio: Studio
    tongues: Tongues
    treasury: Treasury
    undoing: UndoService
    whispers: WhisperService
    _answers: Answers
    _chronicler: Chronicler
    _homecoming: Homecoming
    _prober: Prober
    _models: Models
    _database: Database

    async def open(self) -> None:
        """Get ready to be asked; raises `OperatorError` with what to mend."""
        await self._answers.open()
        await self.play.open()
        await self.tongues.open()
        self.status.lag.start()

    async def close(self) -> None:
        """Let turns end, then let go of the models and the database."""
        self.desk.close()
        await self.accounts.close()
        await self.play.close()
        await self.status.close()
        await self._homecoming.close()
        await self.recaps.close()
        await self.portraits.close()
        self.studio.close()
        await self._chronicler.close()
        await self._answers.close()
        await self._prober.close()
        await self._models.close()
        await self._database.close()


async def open_services(settings: Settings, replies: Replies, board: Board, gateway: Gateway) -> Services:
    """Open the database and build every service; raises `OperatorError` with what to mend."""
    database = await Database.open(settings.database)
    try:
        await prepare(database)
        services = _build(settings, replies, board, gateway, database)
        await services.open()
    except BaseException:
        # An open connection is a thread that would keep the program from ending.
        await database.close()
        raise
    return services


def _build(settings: Settings, replies: Replies, board: Board, gateway: Gateway, database: Database) -> Services:
    stores = Stores.over(database)
    keychain = Keychain(stores, Vault(settings.secret_key))
    models = Models(settings, keyrings=keychain.of)
    people = PeopleService(stores)
    servers = ServerService(stores)
    tables = Tables(stores, settings.prompt_chars)
    tally = Tally()
    answers = Answers.over(settings)
    budgets = BudgetService(stores)
    router = Router(models, servers)
    cashier, prober = Cashier(budgets, router), Prober(stores, tally)
    book = Compendium(stores)
    recollection = Recollection(stores)
    library, desk = Library(book, recollection), RollDesk(people)
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

    errands = Errands(stores, router, budgets, answers, tally)
    recaps = RecapService(people, tables, campaign_in, errands, prompt_chars=settings.prompt_chars)
    homecoming = Homecoming(recaps, replies)
    teller = Teller(relay, replies, Keeper(stores, tally, chronicler), cashier, homecoming)
    play = PlayService(stores, people, tables, teller, replies, Tempo(stores, board), Limiter.over(settings))
    campaigns = CampaignService(stores, people, models, servers, tables, play)
    chair = ChairService(stores, people, campaigns, tables, play, Alterations(stores), RollService(SystemDice()))
    whispers = WhisperService(stores, people, tables, play, chair, errands, replies, prompt_chars=settings.prompt_chars)
    roster = ModelService(stores, models, servers, router, tables, play)
    tongues, treasury = Tongues(stores, people, tables, play), Treasury(stores, people, tables, play, budgets)
    accounts, gallery = AccountService(stores, people, tables, replies, settings), Gallery(stores, settings.data_dir)
    forgetting = ForgettingService(stores, people, tables, play, answers)
    lifecycle = LifecycleService(stores, campaigns, tables, play)
    characters = CharacterService(stores, people, tables, play, Alterations(stores))
    stable = StableService(stores, people, tables, play, Alterations(stores))
    sitters = Sitters(people, campaigns, tables, play)
    studio = Studio()
    painter = Painter(stores, Images(settings, keyrings=keychain.of), budgets, tally)
    allowance = Allowance(stores, settings.images_per_day)
    return Services(
        play=play,
        accounts=accounts,
        gallery=gallery,
        housekeeping=Housekeeping(chores(stores, accounts, forgetting, gallery, lifecycle)),
        lifecycle=lifecycle,
        personal_data=PersonalData(stores, people, accounts, Takeaway(stores, gallery), forgetting, replies),
        attendance=Attendance(people, tables, Alterations(stores), play),
        archives=ArchiveService(stores, people, campaigns, tables, play, gallery),
        auditions=AuditionService(stores, people, models, budgets, tally, SystemDice()),
        belongings=Belongings(characters, people, tables, play),
        book=book,
        binding=BindingService(stores, people, campaigns, play),
        campaigns=campaigns,
        cloning=CloningService(campaigns),
        chair=chair,
        character_files=CharacterFiles(stores, people, stable),
        characters=characters,
        founding=FoundingService(stores, people, models, servers, campaigns, SystemDice()),
        creation=CreationService(stores, people, tables, play, Alterations(stores), errands, SystemDice()),
        fights=FightService(tables, play),
        help=HelpService(people, tables, play, servers),
        keys=KeyService(stores, people, models, keychain),
        levels=LevelService(stores, characters, people, tables, play, book),
        membership=MembershipService(stores, people, campaigns, tables, play, Alterations(stores)),
        memory=MemoryService(stores, people, tables, play, recollection),
        models=roster,
        recaps=recaps,
        portraits=PortraitService(stores, people, sitters, replies, gallery, painter, studio, allowance),
        proofs=ProofService(stores, people, campaigns, tables, play),
        receipts=ReceiptService(stores, play, models),
        rests=RestService(people, tables, play, Alterations(stores), SystemDice()),
        retelling=RetellService(models, tables, play),
        desk=desk,
        rolls=RollService(SystemDice()),
        safety=SafetyService(stores, campaigns, tables, play, replies, desk),
        servers=servers,
        settings=SettingsService(stores, campaigns, tables, play, replies),
        setup=SetupService(servers, roster, treasury, tongues),
        sheets=SheetService(people, tables, play, stable, gallery, studio),
        stable=stable,
        status=StatusService(tally, LoopLag(), tables, models.breakers, Pulse(database), gateway),
        undoing=UndoService(stores, campaigns, tables, play, replies),
        studio=studio,
        tongues=tongues,
        treasury=treasury,
        whispers=whispers,
        _answers=answers,
        _chronicler=chronicler,
        _homecoming=homecoming,
        _prober=prober,
        _models=models,
        _database=database,
    )
