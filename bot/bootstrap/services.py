"""What the cogs may ask for, opened and closed as one."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from bot.bootstrap.comparing import Comparing
from bot.bootstrap.story import Story
from bot.scheduler import Job
from bot.services.accounts.service import AccountService
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
from bot.services.compendium import Compendium
from bot.services.creation import CreationService
from bot.services.fight import FightService
from bot.services.founding import FoundingService
from bot.services.gallery import Gallery
from bot.services.help import HelpService
from bot.services.keys import KeyService
from bot.services.levelling import LevelService
from bot.services.lifecycle import LifecycleService
from bot.services.membership import MembershipService
from bot.services.memory import MemoryService
from bot.services.models import ModelService
from bot.services.personal_data import PersonalData
from bot.services.play import PlayService
from bot.services.portraits import PortraitService
from bot.services.proving import ProofService
from bot.services.recap import RecapService
from bot.services.receipts import ReceiptService
from bot.services.resting import RestService
from bot.services.retelling import RetellService
from bot.services.rolling import RollDesk
from bot.services.rolls import RollService
from bot.services.safety import SafetyService
from bot.services.servers import ServerService
from bot.services.settings import SettingsService
from bot.services.setup import SetupService
from bot.services.sheets import SheetService
from bot.services.stable import StableService
from bot.services.status import StatusService
from bot.services.studio import Studio
from bot.services.tongues import Tongues
from bot.services.treasury import Treasury
from bot.services.undoing import UndoService
from bot.services.whispers import WhisperService
from bot.storage.engine import Database

log = structlog.stdlib.get_logger(__name__)


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
    comparing: Comparing
    creation: CreationService
    fights: FightService
    founding: FoundingService
    gallery: Gallery
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
    jobs: tuple[Job, ...]
    _story: Story
    _database: Database

    async def open(self) -> None:
        """Get ready to be asked; raises `OperatorError` with what to mend."""
        await self._story.answers.open()
        await self.comparing.duelling.open()
        await self.play.open()
        await self.tongues.open()
        self.status.lag.start()
        if key := self._story.models.default_lacks():
            log.warning("DEFAULT_MODEL cannot tell before its key is set", model=self._story.models.default, key=key)

    async def close(self) -> None:
        """Let turns end, then let go of the models and the database."""
        self.desk.close()
        await self.accounts.close()
        await self.comparing.close()
        await self.play.close()
        await self.status.close()
        await self._story.homecoming.close()
        await self.recaps.close()
        await self.portraits.close()
        self.studio.close()
        await self._story.chronicler.close()
        if self._story.traces is not None:
            await self._story.traces.close()
        await self._story.answers.close()
        await self._story.prober.close()
        await self._story.models.close()
        await self._database.close()
