"""One unit of work per use-case: the repositories of one transaction, kept whole or not at all, with its audit entries.

Opened by services through `Store`, on their own thread. A reading one sees a single moment and can't write.
"""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Actor
from qa_desk.store.audit import DetailValue, PendingEntry, append_by_server, append_entries
from qa_desk.store.dispute_queries import DisputeQueries
from qa_desk.store.effect_queries import EffectQueries
from qa_desk.store.engine import is_sqlite, take_turn
from qa_desk.store.facts import FactRepository
from qa_desk.store.issue_cuts import IssueCuts
from qa_desk.store.issue_queries import IssueQueries
from qa_desk.store.outcome_queries import OutcomeQueries
from qa_desk.store.record.in_file import RecordInFile
from qa_desk.store.record.on_server import RecordOnServer
from qa_desk.store.record.record import Record
from qa_desk.store.repositories.accounts import AccountRepository
from qa_desk.store.repositories.assignments import AssignmentRepository
from qa_desk.store.repositories.audit_log import AuditLogRepository
from qa_desk.store.repositories.brought_scores import BroughtScoreRepository
from qa_desk.store.repositories.calibration import CalibrationRepository
from qa_desk.store.repositories.call_list import CallListRepository
from qa_desk.store.repositories.calls import CallRepository
from qa_desk.store.repositories.case_exposures import CaseExposureRepository
from qa_desk.store.repositories.case_forms import CaseFormRepository
from qa_desk.store.repositories.case_lines import CaseLineRepository
from qa_desk.store.repositories.case_list import CaseListRepository
from qa_desk.store.repositories.cases import CaseRepository
from qa_desk.store.repositories.centres import CentreRepository
from qa_desk.store.repositories.coaching import CoachingRepository
from qa_desk.store.repositories.coded_lines import CodedLineRepository
from qa_desk.store.repositories.drafts import DraftRepository
from qa_desk.store.repositories.drawn_scores import DrawnScoreRepository
from qa_desk.store.repositories.drift import DriftRepository
from qa_desk.store.repositories.erasing import ErasureRepository
from qa_desk.store.repositories.evaluations import EvaluationRepository
from qa_desk.store.repositories.feedback import FeedbackRepository
from qa_desk.store.repositories.hand_outs import HandOutRepository
from qa_desk.store.repositories.hearing import HearingRepository
from qa_desk.store.repositories.imports import ImportRepository
from qa_desk.store.repositories.logins import LoginRepository
from qa_desk.store.repositories.masks import MaskRepository
from qa_desk.store.repositories.meetings import MeetingRepository
from qa_desk.store.repositories.panels import PanelRepository
from qa_desk.store.repositories.people import PeopleRepository
from qa_desk.store.repositories.population import PopulationRepository
from qa_desk.store.repositories.practice import PracticeRepository
from qa_desk.store.repositories.practice_sets import PracticeSetRepository
from qa_desk.store.repositories.qualifications import QualificationRepository
from qa_desk.store.repositories.recordings import RecordingRepository
from qa_desk.store.repositories.recurrences import RecurrenceRepository
from qa_desk.store.repositories.removing import RemovalRepository
from qa_desk.store.repositories.sampling import SamplingRepository
from qa_desk.store.repositories.saved_filters import SavedFilterRepository
from qa_desk.store.repositories.scorecards import ScorecardRepository
from qa_desk.store.repositories.settings import SettingRepository
from qa_desk.store.repositories.targets import TargetRepository
from qa_desk.store.repositories.texts import TextRepository
from qa_desk.store.repositories.tracking import TrackingRepository
from qa_desk.store.repositories.units import UnitRepository
from qa_desk.store.repositories.wordings import WordingRepository
from qa_desk.store.search import SearchIndex
from qa_desk.store.suggestion_queries import SuggestionQueries


class Clock(Protocol):
    """Tells the time in UTC."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        ...


class UnitOfWork:
    """All repositories over one transaction. Nothing is kept without `commit`.

    `connected_person` is whose login of a server it goes through: then the server writes the audit chain.
    """

    def __init__(
        self,
        session: Session,
        actor: Actor | None = None,
        clock: Clock | None = None,
        *,
        connected_person: PersonId | None = None,
    ) -> None:
        self._session = session
        self._append = append_entries if connected_person is None else append_by_server
        self._actor = actor
        self._clock = clock
        self._pending: list[PendingEntry] = []
        actor_id = actor.person_id if actor else None
        self.people = PeopleRepository(session)
        self.logins = LoginRepository(session)
        self.accounts = AccountRepository(session)
        self.units = UnitRepository(session)
        self.wordings = WordingRepository(session)
        self.calls = CallRepository(session)
        self.call_list = CallListRepository(session)
        self.saved_filters = SavedFilterRepository(session)
        self.recordings = RecordingRepository(session)
        self.hearing = HearingRepository(session)
        self.masks = MaskRepository(session)
        self.hand_outs = HandOutRepository(session)
        self.removal = RemovalRepository(session)
        self.texts = TextRepository(session)
        self.erasure = ErasureRepository(session)
        self.imports = ImportRepository(session)
        self.scorecards = ScorecardRepository(session)
        self.sampling = SamplingRepository(session)
        self.population = PopulationRepository(session)
        self.drawn_scores = DrawnScoreRepository(session)
        self.assignments = AssignmentRepository(session)
        self.evaluations = EvaluationRepository(session, actor_id)
        self.brought_scores = BroughtScoreRepository(session)
        self.drafts = DraftRepository(session)
        self.calibration = CalibrationRepository(session, actor_id)
        self.coded_lines = CodedLineRepository(session, connected_person)
        self.panels = PanelRepository(session)
        self.recurrences = RecurrenceRepository(session)
        self.meetings = MeetingRepository(session)
        self.drift = DriftRepository(session)
        self.suggestions = SuggestionQueries(session)
        self.disputes = DisputeQueries(session)
        self.cases = CaseRepository(session)
        self.case_list = CaseListRepository(session)
        self.case_forms = CaseFormRepository(session)
        self.exposures = CaseExposureRepository(session)
        self.case_lines = CaseLineRepository(session)
        self.practice = PracticeRepository(session)
        self.practice_sets = PracticeSetRepository(session)
        self.qualifications = QualificationRepository(session)
        self.centres = CentreRepository(session)
        self.tracking = TrackingRepository(session, actor_id, clock.now() if clock else None)
        self.feedback = FeedbackRepository(session)
        self.coaching = CoachingRepository(session)
        self.settings = SettingRepository(session)
        self.targets = TargetRepository(session)
        self.record: Record = (RecordInFile if is_sqlite(session.get_bind()) else RecordOnServer)(session)
        self.facts = FactRepository(session)
        self.issues = IssueQueries(session)
        self.effects = EffectQueries(session)
        self.outcomes = OutcomeQueries(session)
        self.issue_cuts = IssueCuts(session)
        self.audit_log = AuditLogRepository(session)
        self.search = SearchIndex(session)

    def audit(self, action: str, object_kind: str, object_id: UUID | None = None, **details: DetailValue) -> None:
        """Note who did what for the audit chain; `commit` writes it. Details never hold ratings, comments or notes."""
        assert self._clock is not None, "a reading unit of work changes nothing that could be audited"
        actor_id = self._actor.person_id if self._actor else None
        self._pending.append(PendingEntry(self._clock.now(), actor_id, action, object_kind, object_id, details))

    def take_turn(self, of: UUID | str) -> None:
        """Wait until whoever works on this thing, or these things, has ended; what is read from here on they have left.

        For decisions about several rows that two people could each make on what the other has not written yet.
        """
        take_turn(self._session.connection(), str(of))

    def commit(self) -> None:
        """Keep everything since the last commit, with its audit entries."""
        assert self._clock is not None, "a reading unit of work has nothing to keep"
        if self._pending:
            self._append(self._session, self._pending)
            self._pending = []
        self._session.commit()
