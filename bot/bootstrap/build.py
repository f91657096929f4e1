"""Build every service on what tells the story."""

from __future__ import annotations

from datetime import timedelta

from bot.bootstrap.notices import notices
from bot.bootstrap.replaying import replays
from bot.bootstrap.schedules import schedules
from bot.bootstrap.services import Services
from bot.bootstrap.story import Story, storyteller
from bot.config import Settings
from bot.domain.dice import SystemDice
from bot.llm.images import Images
from bot.scheduler import Job
from bot.services.accounts.service import AccountService
from bot.services.allowance import Allowance
from bot.services.altering import Alterations
from bot.services.archives import ArchiveService
from bot.services.asking import Asking
from bot.services.attendance import Attendance
from bot.services.auditions import AuditionService
from bot.services.belongings import Belongings
from bot.services.binding import BindingService
from bot.services.campaigns import CampaignService
from bot.services.chair import ChairService
from bot.services.character_files import CharacterFiles
from bot.services.characters import CharacterService
from bot.services.charting import ChartService
from bot.services.cloning import CloningService
from bot.services.complaints import ComplaintService
from bot.services.creation import CreationService
from bot.services.draughtsman import Draughtsman
from bot.services.duel_wishes import DuelWishes
from bot.services.fight import FightService
from bot.services.figures_file import FiguresService
from bot.services.forgetting import ForgettingService
from bot.services.founding import FoundingService
from bot.services.gallery import Gallery
from bot.services.help import HelpService
from bot.services.housekeeping import Housekeeping, chores
from bot.services.keys import KeyService
from bot.services.lag import LoopLag
from bot.services.leaderboard import Leaderboard
from bot.services.levelling import LevelService
from bot.services.lifecycle import LifecycleService
from bot.services.measuring import EVERY as MEASURING
from bot.services.measuring import Measuring
from bot.services.membership import MembershipService
from bot.services.memory import MemoryService
from bot.services.models import ModelService
from bot.services.painter import Painter
from bot.services.personal_data import PersonalData
from bot.services.portraits import PortraitService
from bot.services.ports import Board, Replies
from bot.services.proving import ProofService
from bot.services.receipts import ReceiptService
from bot.services.resting import RestService
from bot.services.retelling import RetellService
from bot.services.rolls import RollService
from bot.services.safety import SafetyService
from bot.services.settings import SettingsService
from bot.services.setup import SetupService
from bot.services.sheets import SheetService
from bot.services.sitters import Sitters
from bot.services.stable import StableService
from bot.services.statistics import StatisticsService
from bot.services.status import Gateway, StatusService
from bot.services.studio import Studio
from bot.services.takeaway import Takeaway
from bot.services.tongues import Tongues
from bot.services.treasury import Treasury
from bot.services.undoing import UndoService
from bot.services.vitals import EVERY, VitalsService
from bot.services.whispers import WhisperService
from bot.storage.engine import Database
from bot.storage.pulse import Pulse


def build(settings: Settings, replies: Replies, board: Board, gateway: Gateway, database: Database) -> Services:
    """Build everything over an open database."""
    return _services(settings, storyteller(settings, replies, board, database), replies, gateway, database)


def _services(settings: Settings, story: Story, replies: Replies, gateway: Gateway, database: Database) -> Services:
    stores, people, tables, play, models = story.stores, story.people, story.tables, story.play, story.models
    campaigns = CampaignService(stores, people, models, story.servers, tables, play)
    chair = ChairService(stores, people, campaigns, tables, play, Alterations(stores), RollService(SystemDice()))
    memory, chars = MemoryService(stores, people, tables, play, story.recollection), settings.prompt_chars
    whispers = WhisperService(stores, people, tables, play, chair, story.errands, replies, prompt_chars=chars)
    roster = ModelService(stores, models, story.servers, story.router, tables, play)
    tongues, treasury = Tongues(stores, people, tables, play), Treasury(stores, people, tables, play, story.budgets)
    characters = CharacterService(stores, people, tables, play, Alterations(stores))
    stable = StableService(stores, people, tables, play, Alterations(stores))
    gallery, studio = Gallery(stores, settings.data_dir), Studio()
    lifecycle = LifecycleService(stores, campaigns, tables, play)
    accounts = AccountService(stores, people, tables, replies, settings, speaks=tongues.last)
    forgetting = ForgettingService(stores, people, tables, play, story.answers, tongues)
    status = StatusService(story.tally, LoopLag(), tables, models.breakers, Pulse(database), gateway)
    vitals, statistics = VitalsService(stores, status, settings.data_dir), StatisticsService(stores, people)
    noticing, watching = notices(settings, story, statistics, replies, database)
    housekeeping = Housekeeping(chores(stores, accounts, forgetting, gallery, lifecycle))
    personal_data = PersonalData(stores, people, accounts, Takeaway(stores, gallery), forgetting, replies)
    retold = replays(settings, story, replies)
    binding = BindingService(stores, people, campaigns, play)
    leaderboard, draughtsman = Leaderboard(stores, settings.secret_key), Draughtsman()
    charts = ChartService(statistics, leaderboard, vitals, draughtsman)
    scheduling, posting = schedules(stores, people, binding, statistics, charts, replies)
    return Services(
        play=play,
        accounts=accounts,
        gallery=gallery,
        jobs=(
            Job("housekeeping", housekeeping.tidy, timedelta(hours=1)),
            Job("roll-ups", Measuring(stores, settings.raw_days).roll_up, MEASURING),
            Job("replays", retold.go_on, timedelta(seconds=30), first=timedelta(seconds=10)),
            Job("vitals", vitals.sample, EVERY, first=EVERY),
            *posting,
            *watching,
        ),
        lifecycle=lifecycle,
        personal_data=personal_data,
        asking=Asking(stores, people, statistics, play.campaign_in),
        attendance=Attendance(people, tables, Alterations(stores), play),
        archives=ArchiveService(stores, people, campaigns, tables, play, gallery),
        auditions=AuditionService(stores, people, models, story.budgets, story.tally, SystemDice()),
        ballots=story.ballots,
        belongings=Belongings(characters, people, tables, play),
        book=story.book,
        binding=binding,
        campaigns=campaigns,
        cloning=CloningService(campaigns),
        complaints=ComplaintService(stores, people, tables, play, memory),
        chair=chair,
        charts=charts,
        character_files=CharacterFiles(stores, people, stable),
        characters=characters,
        founding=FoundingService(stores, people, models, story.servers, campaigns, SystemDice()),
        creation=CreationService(stores, people, tables, play, Alterations(stores), story.errands, SystemDice()),
        fights=FightService(tables, play),
        figures=FiguresService(stores, people, statistics),
        help=HelpService(people, tables, play, story.servers),
        leaderboard=leaderboard,
        keys=KeyService(stores, people, models, story.keychain),
        levels=LevelService(stores, characters, people, tables, play, story.book),
        membership=MembershipService(stores, people, campaigns, tables, play, Alterations(stores)),
        memory=memory,
        models=roster,
        notices=noticing,
        recaps=story.recaps,
        portraits=_portraits(settings, story, replies, campaigns, gallery, studio),
        proofs=ProofService(stores, people, campaigns, tables, play),
        receipts=ReceiptService(stores, play, models),
        replays=retold,
        rests=RestService(people, tables, play, Alterations(stores), SystemDice()),
        retelling=RetellService(models, tables, play),
        desk=story.desk,
        duelling=story.duelling,
        duel_wishes=_duel_wishes(story, campaigns, chars),
        rolls=RollService(SystemDice()),
        schedules=scheduling,
        safety=SafetyService(stores, campaigns, tables, play, replies, story.desk, story.ballots, people),
        servers=story.servers,
        settings=SettingsService(stores, campaigns, tables, play, replies),
        setup=SetupService(story.servers, roster, treasury, tongues),
        sheets=SheetService(people, tables, play, stable, gallery, studio),
        stable=stable,
        statistics=statistics,
        status=status,
        undoing=UndoService(stores, campaigns, tables, play, replies),
        vitals=vitals,
        studio=studio,
        tongues=tongues,
        treasury=treasury,
        whispers=whispers,
        _answers=story.answers,
        _chronicler=story.chronicler,
        _homecoming=story.homecoming,
        _prober=story.prober,
        _models=story.models,
        _database=database,
        _draughtsman=draughtsman,
    )


def _portraits(
    settings: Settings, story: Story, replies: Replies, campaigns: CampaignService, gallery: Gallery, studio: Studio
) -> PortraitService:
    stores = story.stores
    painter = Painter(stores, Images(settings, keyrings=story.keychain.of), story.budgets, story.tally, story.limiter)
    sitters = Sitters(story.people, campaigns, story.tables, story.play)
    allowance = Allowance(stores, settings.images_per_day)
    return PortraitService(stores, story.people, sitters, replies, gallery, painter, studio, allowance)


def _duel_wishes(story: Story, campaigns: CampaignService, prompt_chars: int) -> DuelWishes:
    stores, people, tables, play, models = story.stores, story.people, story.tables, story.play, story.models
    wished = story.duelling.wished
    return DuelWishes(stores, people, campaigns, tables, play, models, story.budgets, wished, prompt_chars=prompt_chars)
