"""Puts the parts together: makes and opens workspaces and wires the services. No Qt; used by the window and the cli."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from qa_desk.domain.accounts import SignInClaim
from qa_desk.domain.changes import ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.i18n import _
from qa_desk.services.bringing_in.importing import Importing
from qa_desk.services.calibration.calibrating import Calibrating
from qa_desk.services.calibration.coaching import Coaching
from qa_desk.services.calibration.convening import Convening
from qa_desk.services.calibration.meeting import Meeting
from qa_desk.services.calls.fetching import Fetching
from qa_desk.services.calls.filtering import Filtering
from qa_desk.services.calls.finding import Finding
from qa_desk.services.calls.listening import Listening
from qa_desk.services.calls.monitoring import Monitoring
from qa_desk.services.cases.bridging_cases import BridgingCases
from qa_desk.services.cases.browsing_cases import BrowsingCases
from qa_desk.services.cases.curating import Curating
from qa_desk.services.cases.writing_cases import WritingCases
from qa_desk.services.centre.administering import Administering
from qa_desk.services.centre.admitting import Admitting
from qa_desk.services.centre.auditing import Auditing
from qa_desk.services.centre.furnishing import IS_DEMO, furnish
from qa_desk.services.centre.safekeeping import Safekeeping
from qa_desk.services.centre.signing_in import SigningIn, system_account
from qa_desk.services.centre.time_zone import require_time_zone, system_time_zone
from qa_desk.services.clock import Clock, SystemClock, clock_beside
from qa_desk.services.draws.sampling import Sampling
from qa_desk.services.drift.watching import Watching
from qa_desk.services.exchange.exchanging import Exchanging
from qa_desk.services.feedback.answering_feedback import AnsweringFeedback
from qa_desk.services.feedback.coaching_agents import CoachingAgents
from qa_desk.services.feedback.feeding_back import FeedingBack
from qa_desk.services.feedback.recognising import Recognising
from qa_desk.services.figures.measuring import Measuring
from qa_desk.services.forms.authoring import Authoring
from qa_desk.services.forms.phrasing import Phrasing
from qa_desk.services.issues.explaining import Explaining
from qa_desk.services.issues.reporting import Reporting
from qa_desk.services.issues.training import Training
from qa_desk.services.keeping.desk_hold import DeskIdentity
from qa_desk.services.packages.knowing_centres import KnowingCentres
from qa_desk.services.packages.sharing import Sharing
from qa_desk.services.practice.practising import Practising
from qa_desk.services.practice.qualifying import Qualifying
from qa_desk.services.privacy.covering import Covering
from qa_desk.services.privacy.erasing import Erasing
from qa_desk.services.privacy.masking import Masking
from qa_desk.services.privacy.protecting import Protecting
from qa_desk.services.privacy.retaining import Retaining
from qa_desk.services.progress import Progress
from qa_desk.services.results.awarding import Awarding
from qa_desk.services.results.summarising import Summarising
from qa_desk.services.scoring.assigning import Assigning
from qa_desk.services.scoring.carrying_on import CarryingOn
from qa_desk.services.scoring.inspecting import Inspecting
from qa_desk.services.scoring.reviewing import Reviewing
from qa_desk.services.tracked.following import Following
from qa_desk.services.tracked.tracking import Tracking
from qa_desk.store.credentials import Credentials
from qa_desk.store.feed.change_feed import ChangeFeed
from qa_desk.store.places.moving import copy_all
from qa_desk.store.recordings import RecordingFiles
from qa_desk.store.recordings_place import centre_keys_of_machine, place_at, require_no_secret
from qa_desk.store.store import Store, create_store, open_store
from qa_desk.store.workspace import OWN_RECORDINGS, has_workspace, name_recordings, read_workspace


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that one can do in a workspace; `now` tells the time that the services go by.

    What is asked within `one_moment` is read in one transaction.
    """

    signing_in: SigningIn
    admitting: Admitting
    importing: Importing
    administering: Administering
    authoring: Authoring
    phrasing: Phrasing
    listening: Listening
    filtering: Filtering
    masking: Masking
    covering: Covering
    sampling: Sampling
    auditing: Auditing
    retaining: Retaining
    erasing: Erasing
    assigning: Assigning
    inspecting: Inspecting
    carrying_on: CarryingOn
    monitoring: Monitoring
    reviewing: Reviewing
    calibrating: Calibrating
    convening: Convening
    meeting: Meeting
    measuring: Measuring
    coaching: Coaching
    watching: Watching
    browsing_cases: BrowsingCases
    curating: Curating
    practising: Practising
    qualifying: Qualifying
    writing_cases: WritingCases
    bridging_cases: BridgingCases
    sharing: Sharing
    knowing_centres: KnowingCentres
    answering_feedback: AnsweringFeedback
    coaching_agents: CoachingAgents
    reporting: Reporting
    summarising: Summarising
    explaining: Explaining
    awarding: Awarding
    tracking: Tracking
    following: Following
    training: Training
    exchanging: Exchanging
    feeding_back: FeedingBack
    recognising: Recognising
    fetching: Fetching
    protecting: Protecting
    finding: Finding
    safekeeping: Safekeeping
    now: Callable[[], datetime]
    one_moment: Callable[[], AbstractContextManager[None]]

    @classmethod
    def over(cls, store: Store, clock: Clock, folder: Path) -> "Services":
        """The services of one store, used from that workspace folder of this computer."""
        desk = DeskIdentity.here()
        inspecting, measuring = Inspecting(store, clock, desk), Measuring(store, clock)
        reporting = Reporting(store, clock)
        return cls(
            signing_in=SigningIn(store, clock),
            admitting=Admitting(store, clock),
            importing=Importing(store, clock),
            administering=Administering(store, clock),
            authoring=Authoring(store, clock),
            phrasing=Phrasing(store, clock),
            listening=Listening(store, clock),
            filtering=Filtering(store, clock),
            masking=Masking(store, clock),
            covering=Covering(store, clock),
            sampling=Sampling(store, clock),
            auditing=Auditing(store, clock),
            retaining=Retaining(store, clock),
            erasing=Erasing(store, clock, folder),
            assigning=Assigning(store, clock),
            inspecting=inspecting,
            carrying_on=CarryingOn(inspecting, folder, store.recordings.seals),
            monitoring=Monitoring(store, clock, desk),
            reviewing=Reviewing(store, clock),
            calibrating=Calibrating(store, clock),
            convening=Convening(store, clock),
            meeting=Meeting(store, clock),
            coaching=Coaching(store, clock),
            measuring=measuring,
            watching=Watching(store, clock, measuring),
            browsing_cases=BrowsingCases(store, clock),
            curating=Curating(store, clock),
            practising=Practising(store, clock),
            qualifying=Qualifying(store, clock),
            writing_cases=WritingCases(store, clock),
            bridging_cases=BridgingCases(store, clock),
            sharing=Sharing(store, clock, centre_keys_of_machine()),
            knowing_centres=KnowingCentres(store, clock, centre_keys_of_machine()),
            answering_feedback=AnsweringFeedback(store, clock),
            coaching_agents=CoachingAgents(store, clock),
            reporting=reporting,
            summarising=Summarising(store),
            explaining=Explaining(store, measuring),
            awarding=Awarding(store, clock),
            tracking=Tracking(store, clock),
            following=Following(store, clock, measuring),
            training=Training(store, clock, reporting),
            exchanging=Exchanging(store, clock),
            feeding_back=FeedingBack(store),
            recognising=Recognising(store, clock),
            fetching=Fetching(store, clock),
            protecting=Protecting(store, clock),
            finding=Finding(store, clock),
            safekeeping=Safekeeping(store, clock),
            now=clock.now,
            one_moment=store.one_moment,
        )


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open workspace; close it, or use it in a `with`, to give its connections back."""

    folder: Path
    services: Services
    store: Store
    is_demo: bool

    @property
    def is_team(self) -> bool:
        """Whether a person's own login of a team's server holds it open."""
        return self.store.connected_person() is not None

    @property
    def recordings(self) -> RecordingFiles:
        """The sound files."""
        return self.store.recordings

    def changes_feed(self) -> ChangeFeed:
        """What other desks change here, told from its `start` on; stop it before closing."""
        return self.store.changes_feed()

    def close(self) -> None:
        """Give back every connection."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_workspace(folder: Path, *, credentials: Credentials | None = None, clock: Clock | None = None) -> Workspace:
    """Open the workspace in a folder, brought up to this program's schema where whoever connects may do that.

    Args:
        folder: where `workspace.toml` lies.
        credentials: one's login on the server of a team; without it the driver's own sources serve.
        clock: what the services go by; without it the machine's, put right by the server's.

    Raises:
        QADeskError: WORKSPACE_MISSING, WORKSPACE_BROKEN, DATABASE_NEWER, DATABASE_OLDER, DATABASE_UNREACHABLE,
            LOGIN_REFUSED, CONNECTION_UNSAFE.
    """
    store = open_store(folder, credentials)
    try:
        clock = clock or clock_beside(store.moment())
        with store.reading() as uow:
            is_demo = bool(uow.settings.on(clock.now().date()).get(IS_DEMO, False))
    except BaseException:
        store.close()
        raise
    return Workspace(folder, Services.over(store, clock, folder), store, is_demo)


def init_workspace(
    folder: Path,
    database_url: str | None = None,
    *,
    recordings: str | None = None,
    first_person: str = "",
    time_zone: str | None = None,
    is_demo: bool = False,
    clock: Clock | None = None,
) -> None:
    """Make a workspace in a folder, with the bundled scorecards, the default targets and this machine's time zone.

    Args:
        folder: where; it may hold other things, but no workspace.
        database_url: a PostgreSQL database without a password in it; None keeps an SQLite file in the folder.
        recordings: where the sound is kept: a folder (a relative one lies in the workspace), a shared folder, or a URL
            that fsspec knows; None is the workspace's own folder.
        first_person: the name of the first person, whom this account of the system then stands for; else nobody.

    Raises:
        QADeskError: WORKSPACE_EXISTS, VALUE_INVALID, and what `create_store` raises.
    """
    clock = clock or SystemClock()
    zone = require_time_zone(time_zone or system_time_zone())
    store = create_store(folder, database_url or "", recordings or OWN_RECORDINGS, now=clock.now())
    try:
        furnish(store, clock, time_zone=zone, is_demo=is_demo)
        administering = Administering(store, clock)
        if first_person and not administering.people_to_sign_in():
            administering.add_first_person(first_person, system_account())
    except BaseException:
        # Half furnished it is no workspace; made again, it is finished.
        read_workspace(folder).file.unlink(missing_ok=True)
        raise
    finally:
        store.close()


def move_recordings(workspace: Workspace, actor: Actor, place: str, progress: Progress) -> int:
    """Copy every recording to another place, and let the workspace look for them there from now on.

    Nothing is removed where they were. What was broken off goes on when it is asked for again. Other desks must be
    closed meanwhile, and have the place in their own `workspace.toml` afterwards. Returns how many files were copied.

    Raises:
        QADeskError: VALUE_INVALID for a URL with a password; RECORDINGS_AWAY, DISK_FULL, CANCELLED.
    """
    require(actor, Action.MANAGE_CENTRE)

    def tell(done: int, total: int) -> None:
        if progress.is_cancelled:
            raise QADeskError(ErrorCode.CANCELLED)
        progress.report(done, total, _("Copying recordings"))

    require_no_secret(place)
    n_copied = copy_all(workspace.store.recordings.place, place_at(place, workspace.folder), tell)
    with workspace.store.unit_of_work(actor, SystemClock()) as uow:
        uow.audit("recordings.moved", ObjectKind.SETTING, place=place, n_items=n_copied)
        uow.commit()
    name_recordings(read_workspace(workspace.folder), place)
    return n_copied


def is_workspace(folder: Path) -> bool:
    """Whether a workspace lies in a folder."""
    return has_workspace(folder)


def team_server(folder: Path) -> str:
    """Where the database of a team's workspace is, as people are told; empty for one in a file, and where none lies."""
    return read_workspace(folder).server if has_workspace(folder) else ""


def actor_for(workspace: Workspace, person: str | None, *, ask: Callable[[str], str | None] | None = None) -> Actor:
    """On whose behalf a command runs: the person named, else whom the account of the operating system stands for.

    On a team's server it is always the one whose login is connected. Elsewhere the system account that stands for a
    person is enough; whoever else has a password is asked for it.

    Args:
        ask: asks the person of that name for their password, unseen; None, or no answer, where nobody can be asked.

    Raises:
        QADeskError: PERSON_UNKNOWN, LOGIN_OF_OTHER, PASSWORD_NEEDED, PASSWORD_WRONG, PASSWORD_MUST_CHANGE,
            TRIES_TOO_MANY.
    """
    administering, signing_in = workspace.services.administering, workspace.services.signing_in
    require_own_login(workspace, person)
    connected_id = workspace.store.connected_person()
    if connected_id is not None:
        return signing_in.sign_in(SignInClaim(connected_id))
    account = system_account()
    actor = administering.actor_named(person) if person else administering.actor_of_account(account)
    if signing_in.is_account_of(account, actor.person_id):
        return actor
    # whoever keeps a server has proved it to the server, which knows the password of nobody else
    has_password = not workspace.store.asks_for_logins and signing_in.has_password(actor.person_id)
    return signing_in.sign_in(SignInClaim(actor.person_id, ask(actor.name) if ask and has_password else None))


def require_own_login(workspace: Workspace, person: str | None) -> None:
    """Raises LOGIN_OF_OTHER where a person is named and the login of a team's server is somebody else's."""
    connected_id = workspace.store.connected_person()
    if connected_id is None or not person:
        return
    administering = workspace.services.administering
    if administering.actor_named(person).person_id != connected_id:
        raise QADeskError(ErrorCode.LOGIN_OF_OTHER, name=administering.actor_for(connected_id).name, person=person)


def login_of(account: str, password: str) -> Credentials:
    """A login of a team's server, as it was typed."""
    return Credentials(account, password)
