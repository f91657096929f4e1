"""Build every service on what tells the story."""

from __future__ import annotations

from datetime import timedelta

from bot.bootstrap.comparing import comparing
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
from bot.services.attendance import Attendance
from bot.services.auditions import AuditionService
from bot.services.belongings import Belongings
from bot.services.binding import BindingService
from bot.services.campaigns import CampaignService
from bot.services.chair import ChairService
from bot.services.character_files import CharacterFiles
from bot.services.characters import CharacterService
from bot.services.cloning import CloningService
from bot.services.creation import CreationService
from bot.services.fight import FightService
from bot.services.forgetting import ForgettingService
from bot.services.founding import FoundingService
from bot.services.gallery import Gallery
from bot.services.help import HelpService
from bot.services.housekeeping import Housekeeping, chores
from bot.services.keys import KeyService
from bot.services.lag import LoopLag
from bot.services.levelling import LevelService
from bot.services.lifecycle import LifecycleService
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
from bot.services.status import Gateway, StatusService
from bot.services.studio import Studio
from bot.services.takeaway import Takeaway
from bot.services.tongues import Tongues
from bot.services.tracing_beside import TracedPainter
from bot.services.treasury import Treasury
from bot.services.undoing import UndoService
from bot.services.whispers import WhisperService
from bot.storage.engine import Database
from bot.storage.pulse import Pulse


def build(settings: Settings, replies: Replies, board: Board, gateway: Gateway, database: Database) -> Services:
    """Build everything over an open database."""
    return _services(settings, storyteller(settings, replies, board, database), replies, gateway, database)


def _services(settings: Settings, story: Story, replies: Replies, gateway: Gateway, database: Database) -> Services:
    stores, people, tables, play, models = story.stores, story.people, story.tables, story.play, story.models
    campaigns = CampaignService(stores, people, models, story.servers, tables, play)
    memory = MemoryService(stores, people, tables, play, story.recollection)
    chair, whispers = _game_master(settings, story, replies, campaigns)
    roster = ModelService(stores, models, story.servers, story.router, tables, play)
    tongues, treasury = Tongues(stores, people, tables, play), Treasury(stores, people, tables, play, story.budgets)
    characters = CharacterService(stores, people, tables, play, Alterations(stores))
    stable = StableService(stores, people, tables, play, Alterations(stores))
    gallery, studio = Gallery(stores, settings.data_dir), Studio()
    lifecycle = LifecycleService(stores, campaigns, tables, play)
    binding = BindingService(stores, people, campaigns, play)
    accounts = AccountService(stores, people, tables, replies, settings, speaks=tongues.last)
    forgetting = ForgettingService(stores, people, tables, play, story.answers, tongues, story.traces)
    status = StatusService(story.tally, LoopLag(), tables, models.breakers, Pulse(database), gateway)
    housekeeping = Housekeeping(chores(stores, accounts, forgetting, gallery, lifecycle))
    compared, jobs = comparing(settings, story, replies, database, campaigns, binding, memory, status)
    return Services(
        play=play,
        accounts=accounts,
        gallery=gallery,
        jobs=(Job("housekeeping", housekeeping.tidy, timedelta(hours=1)), *jobs),
        comparing=compared,
        lifecycle=lifecycle,
        personal_data=PersonalData(stores, people, accounts, Takeaway(stores, gallery), forgetting, replies),
        attendance=Attendance(people, tables, Alterations(stores), play),
        archives=ArchiveService(stores, people, campaigns, tables, play, gallery),
        auditions=AuditionService(stores, people, models, story.budgets, story.tally, SystemDice()),
        belongings=Belongings(characters, people, tables, play),
        book=story.book,
        binding=binding,
        campaigns=campaigns,
        cloning=CloningService(campaigns),
        chair=chair,
        character_files=CharacterFiles(stores, people, stable),
        characters=characters,
        founding=FoundingService(stores, people, models, story.servers, campaigns, SystemDice()),
        creation=CreationService(stores, people, tables, play, Alterations(stores), story.errands, SystemDice()),
        fights=FightService(tables, play),
        help=HelpService(people, tables, play, story.servers),
        keys=KeyService(stores, people, models, story.keychain),
        levels=LevelService(stores, characters, people, tables, play, story.book),
        membership=MembershipService(stores, people, campaigns, tables, play, Alterations(stores)),
        memory=memory,
        models=roster,
        recaps=story.recaps,
        portraits=_portraits(settings, story, replies, campaigns, gallery, studio),
        proofs=ProofService(stores, people, campaigns, tables, play),
        receipts=ReceiptService(stores, play, models),
        rests=RestService(people, tables, play, Alterations(stores), SystemDice()),
        retelling=RetellService(models, tables, play),
        desk=story.desk,
        rolls=RollService(SystemDice()),
        safety=SafetyService(stores, campaigns, tables, play, replies, story.desk, story.ballots, people),
        servers=story.servers,
        settings=SettingsService(stores, campaigns, tables, play, replies),
        setup=SetupService(story.servers, roster, treasury, tongues),
        sheets=SheetService(people, tables, play, stable, gallery, studio),
        stable=stable,
        status=status,
        undoing=UndoService(stores, campaigns, tables, play, replies),
        studio=studio,
        tongues=tongues,
        treasury=treasury,
        whispers=whispers,
        _story=story,
        _database=database,
    )


def _game_master(
    settings: Settings, story: Story, replies: Replies, campaigns: CampaignService
) -> tuple[ChairService, WhisperService]:
    stores, people, tables, play = story.stores, story.people, story.tables, story.play
    chair = ChairService(stores, people, campaigns, tables, play, Alterations(stores), RollService(SystemDice()))
    chars = settings.prompt_chars
    return chair, WhisperService(stores, people, tables, play, chair, story.errands, replies, prompt_chars=chars)


def _portraits(
    settings: Settings, story: Story, replies: Replies, campaigns: CampaignService, gallery: Gallery, studio: Studio
) -> PortraitService:
    stores, noting = story.stores, story.bystander
    tools = stores, Images(settings, keyrings=story.keychain.of), story.budgets, story.tally, story.limiter
    painter = Painter(*tools) if noting is None else TracedPainter(*tools, noting)
    sitters = Sitters(story.people, campaigns, story.tables, story.play)
    allowance = Allowance(stores, settings.images_per_day)
    return PortraitService(stores, story.people, sitters, replies, gallery, painter, studio, allowance)
