"""Sharing the library between centres: cases go out in signed packages, and come in after a look, whole or not at all.

Desks on one database share its library as it is; packages are for other centres.
"""

import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from qa_desk.domain.case_package import CasePackage, Centre
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.handing_out import HandOutKind
from qa_desk.domain.ids import CallId, CaseId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.domain.sharing import CaseStatus, KnownCentre, OfferedCase
from qa_desk.domain.standard_case import CaseState, StandardCase
from qa_desk.i18n import _
from qa_desk.services.centre.auditing import note_hand_out
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.call_sound import CallSound
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.packages.here import all_masks, case_here
from qa_desk.services.packages.limits import MOST_CASES
from qa_desk.services.packages.own_key import OwnKey
from qa_desk.services.packages.packing import Spans
from qa_desk.services.packages.preview import CopyPlan, copy_plan, copy_sound
from qa_desk.services.packages.shared_folder import SharedPackage, packages_in
from qa_desk.services.progress import NoProgress, Progress
from qa_desk.store.sealing.centre_key import CentreKey
from qa_desk.store.sealing.key_places import KeyPlaces
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from qa_desk.services.packages.writing import PackageWriter, Refused, ToPack

_CASES = "standard cases"
_MIB = 1024 * 1024
_STOPS = frozenset({ErrorCode.CANCELLED, ErrorCode.DISK_FULL, ErrorCode.RECORDINGS_KEY_MISSING})


@dataclass(frozen=True, slots=True)
class PackageRequest:
    """What to hand out, and where to; `tones` are further passages that become a tone, in seconds of the call."""

    path: Path
    case_ids: tuple[CaseId, ...]
    tones: Mapping[CaseId, Spans] = field(default_factory=dict[CaseId, Spans])


@dataclass(frozen=True, slots=True)
class Exported:
    """A package that was written; `refused` are the cases that did not travel."""

    path: Path
    centre: Centre
    n_cases: int
    size_bytes: int
    refused: "tuple[Refused, ...]" = ()


@dataclass(frozen=True, slots=True)
class PackageView:
    """A package before anything of it is taken in: who signed it, and each case beside what is here."""

    path: Path
    sha256: str
    centre: Centre
    is_known: bool
    cases: tuple[OfferedCase, ...]
    n_new_forms: int

    @property
    def suggested(self) -> frozenset[UUID]:
        """The cases that are taken in unless somebody says otherwise."""
        return frozenset(one.case.id for one in self.cases if one.is_suggested)


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """The packages of a shared folder, the newest first, and the centres whose packages are taken in."""

    packages: tuple[SharedPackage, ...]
    centres: tuple[KnownCentre, ...]
    time_zone: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came in: the cases, which now wait for a second person's approval."""

    case_ids: tuple[CaseId, ...]
    n_forms: int
    n_calls: int


class Sharing:
    """What lead and administrator hand out of the library and take into it."""

    def __init__(self, store: Store, clock: Clock, keys: KeyPlaces[CentreKey]) -> None:
        self._store = store
        self._clock = clock
        self._own_key = OwnKey(store, clock, keys)

    def export(self, actor: Actor, request: PackageRequest, progress: Progress | None = None) -> Exported:
        """Write valid cases to a package, signed with the centre's key, which is made on first use.

        What is masked of their calls, or proposed to be, is a tone in the copy. The audit chain holds who took what out
        before the file is there. A case that is not valid, or whose sound is not whole, is refused and the rest goes.

        Raises VALUE_INVALID, CENTRE_KEY_MISSING, the first refusal where nothing can travel, DISK_FULL,
        FILE_NOT_WRITTEN, CANCELLED.
        """
        require(actor, Action.SHARE_CASES)
        # Here and not above: it loads YAML, which the start of the window can't wait for.
        from qa_desk.services.packages.writing import PackageWriter, Refused, require_name, tones_of

        require_name(request.path)
        _require_few_enough(request)
        progress = progress or NoProgress()
        key = self._own_key.to_sign_with(actor)
        packings, refused = self._packings(actor, request, key.id)
        tones = tones_of(packings)
        with self._store.reading() as uow:
            own = self._own_key.centre(uow, key)
        with tempfile.TemporaryDirectory(prefix="qa-desk-", ignore_cleanup_errors=True) as folder:
            writer = PackageWriter(self._store.recordings, Path(folder), key, own.name)
            for number, one in enumerate(packings, start=1):
                if progress.is_cancelled:
                    raise QADeskError(ErrorCode.CANCELLED)
                progress.report(number, len(packings), _("Copying the sound of {code}").format(code=one.here.case.code))
                try:
                    writer.add(one, tones[one.here.stretch.id])
                except QADeskError as error:
                    if error.code in _STOPS:
                        raise
                    refused.append(Refused(one.here.case.id, one.here.case.code, error))
            if not writer.cases:
                raise refused[0].error if refused else _nothing_chosen()
            call_ids = tuple(dict.fromkeys(here.case.call_id for here in writer.cases))
            writer.write(request.path, on_written=lambda: self._note_export(actor, request.path, call_ids, writer))
        size_bytes = request.path.stat().st_size
        return Exported(request.path, own, len(writer.cases), size_bytes, tuple(refused))

    def copy_plan(self, actor: Actor, case_id: CaseId) -> CopyPlan:
        """What of a case becomes a tone in its copy anyway, before more is chosen. Raises NotFoundError."""
        require(actor, Action.SHARE_CASES)
        with self._store.reading() as uow:
            return copy_plan(uow, _seen(uow, actor, case_id))

    def copy_sound(self, actor: Actor, case_id: CaseId, tones: Spans, progress: Progress | None = None) -> CallSound:
        """A case's call as its copy will sound with these further tones. Raises what `call_sound` raises."""
        require(actor, Action.SHARE_CASES)
        with self._store.reading() as uow:
            here = case_here(uow, _seen(uow, actor, case_id), "")
            masks = all_masks(uow, here)
        return copy_sound(here, masks, tones, self._store.recordings, progress)

    def folder(self, actor: Actor, path: Path | None) -> SharedFolder:
        """What lies in the folder that centres share, where there is one. Raises FILE_UNREADABLE."""
        require(actor, Action.SHARE_CASES)
        with self._store.reading() as uow:
            centres, time_zone = uow.centres.all(), uow.settings.time_zone()
        return SharedFolder(packages_in(path) if path else (), centres, time_zone)

    def look(self, actor: Actor, path: Path, progress: Progress | None = None) -> PackageView:
        """What is in a package, all of it checked and compared with the library; nothing is kept.

        Raises what `read_package` raises; CANCELLED.
        """
        require(actor, Action.SHARE_CASES)
        package = self._read(path, progress or NoProgress())
        with self._store.reading() as uow:
            return _view(uow, actor, path, package)

    def offered_sound(
        self, actor: Actor, view: PackageView, case_id: UUID, progress: Progress | None = None
    ) -> CallSound:
        """The sound of an offered case before it is taken in, checked as for that; nothing of it is kept.

        Raises NotFoundError for a case that is not in the package, or whose call waits for the actor's own scoring;
        PACKAGE_REPLACED for another file than was looked at, and what `look` raises.
        """
        # As above.
        from qa_desk.services.packages.hearing import offered_sound

        require(actor, Action.SHARE_CASES)
        package = self._read_again(view, progress)
        with self._store.reading() as uow:
            cases = _view(uow, actor, view.path, package).cases
        one = next((one for one in cases if one.case.id == case_id), None)
        if one is None or one.status is CaseStatus.WAITING:
            raise NotFoundError(what=_("This case"))
        return offered_sound(view.path, package, one.call)

    def take_in(
        self,
        actor: Actor,
        view: PackageView,
        chosen: Collection[UUID],
        *,
        accepts_centre: bool = False,
        progress: Progress | None = None,
    ) -> tuple[TakenIn, Changes]:
        """Take the chosen cases of a package in, as proposals that a second person approves; all of them or none.

        Args:
            view: what was looked at.
            chosen: ids of its cases; one that is here as it is in the package is passed over.
            accepts_centre: whether packages of its centre are taken in from now on, where it is not known yet.

        Raises CENTRE_UNKNOWN, PACKAGE_REPLACED for another file than was looked at, VALUE_INVALID where nothing is
        chosen, what `look` raises, DISK_FULL, RECORDINGS_AWAY, RECORDINGS_KEY_MISSING.
        """
        # As above.
        from qa_desk.services.packages.comparing import offered
        from qa_desk.services.packages.taking_in import Brought, bring_sound, call_here, take_in_cases

        require(actor, Action.SHARE_CASES)
        package = self._read_again(view, progress)
        with self._store.reading() as uow:
            found = _view(uow, actor, view.path, package)
            wanted = [one for one in found.cases if one.may_be_taken and one.case.id in chosen]
            calls = {one.call.id: one.call for one in wanted if call_here(uow, one.call) is None}
        if not found.is_known and not accepts_centre:
            raise _unknown(view.path, package.centre)
        if not wanted:
            raise _nothing_chosen()
        sound = bring_sound(view.path, package, calls.values(), self._store.recordings)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn(_CASES)
            if not _is_known(uow, package.centre):
                uow.centres.add(package.centre, actor.person_id, self._clock.now())
                uow.audit("centre.accepted", ObjectKind.SETTING, fingerprint=package.centre.fingerprint)
            again = {one.case.id: one for one in offered(uow, actor, package)}
            still = [again[one.case.id] for one in wanted if again[one.case.id].may_be_taken]
            taken = take_in_cases(uow, Brought(package, sound, actor, self._clock.now()), still)
            uow.commit()
        n_forms = len({one.case.form for one in still if one.form_id is None})
        kinds = {ObjectKind.STANDARD_CASE, ObjectKind.CALL, ObjectKind.RECORDING, ObjectKind.SCORECARD}
        return TakenIn(taken, n_forms, len(calls)), Changes(frozenset(kinds), frozenset(taken))

    def take_back(self, actor: Actor, case_ids: Collection[CaseId]) -> tuple[int, Changes]:
        """Take back what the actor took in and nobody approved since; each stays on record with the reason.

        Returns how many cases that were.
        """
        require(actor, Action.SHARE_CASES)
        taken_back: set[CaseId] = set()
        with self._store.unit_of_work(actor, self._clock) as uow:
            day = centre_day(uow, self._clock.now())
            for case_id in case_ids:
                history = uow.cases.history(case_id, actor.person_id)
                proposed = next((one for one in history if one.state is CaseState.PROPOSED), None)
                if proposed is not None and proposed.author_id == actor.person_id:
                    uow.cases.withdraw(case_id, _("The package was taken back"), day)
                    uow.audit("case.withdrawn", "standard_case", case_id, number=proposed.number)
                    taken_back.add(case_id)
            uow.commit()
        return len(taken_back), Changes(frozenset({ObjectKind.STANDARD_CASE}), frozenset(taken_back))

    def _packings(self, actor: Actor, request: PackageRequest, own_centre: str) -> "tuple[list[ToPack], list[Refused]]":
        """The cases that may travel, and why the others don't."""
        # As above.
        from qa_desk.services.packages.writing import Refused, ToPack

        packings: list[ToPack] = []
        refused: list[Refused] = []
        with self._store.reading() as uow:
            for case_id in dict.fromkeys(request.case_ids):
                case = uow.cases.get(case_id, actor.person_id)
                if case is None:
                    refused.append(Refused(case_id, "", NotFoundError(what=_("This case"))))
                elif case.state is not CaseState.VALID:
                    error = QADeskError(ErrorCode.WRONG_STATE, what=case.code, state=case.state)
                    refused.append(Refused(case_id, case.code, error))
                else:
                    here = case_here(uow, case, own_centre)
                    recordings = [part.recording.id for part in here.line.parts]
                    said = {one: uow.recordings.transcript(one) for one in recordings}
                    packings.append(ToPack(here, all_masks(uow, here), request.tones.get(case_id, ()), said))
        return packings, refused

    def _note_export(self, actor: Actor, path: Path, call_ids: Sequence[CallId], writer: "PackageWriter") -> None:
        with self._store.unit_of_work(actor, self._clock) as uow:
            for here in writer.cases:
                uow.audit("case.exported", "standard_case", here.case.id, version=here.case.number)
            note_hand_out(uow, actor, HandOutKind.PACKAGE, path.name, call_ids, self._clock.now())
            uow.commit()

    def _read_again(self, view: PackageView, progress: Progress | None) -> CasePackage:
        package = self._read(view.path, progress or NoProgress())
        if package.sha256 != view.sha256:
            raise QADeskError(ErrorCode.PACKAGE_REPLACED, file=view.path.name)
        return package

    def _read(self, path: Path, progress: Progress) -> CasePackage:
        # As above.
        from qa_desk.services.packages.opening import read_package

        done = 0

        def told(n_bytes: int) -> None:
            nonlocal done
            done += n_bytes
            if progress.is_cancelled:
                raise QADeskError(ErrorCode.CANCELLED)
            progress.report(done // _MIB, None, _("Checking the package"))

        return read_package(path, told)


def _view(uow: UnitOfWork, actor: Actor, path: Path, package: CasePackage) -> PackageView:
    # As above.
    from qa_desk.services.packages.comparing import offered

    cases = offered(uow, actor, package)
    n_new_forms = len({one.case.form for one in cases if one.form_id is None})
    return PackageView(path, package.sha256, package.centre, _is_known(uow, package.centre), cases, n_new_forms)


def _is_known(uow: UnitOfWork, centre: Centre) -> bool:
    return any(known.centre.fingerprint == centre.fingerprint for known in uow.centres.all())


def _unknown(path: Path, centre: Centre) -> QADeskError:
    name = centre.name or _("a centre without a name")
    return QADeskError(ErrorCode.CENTRE_UNKNOWN, file=path.name, name=name, fingerprint=centre.shown_fingerprint)


def _seen(uow: UnitOfWork, actor: Actor, case_id: CaseId) -> StandardCase:
    case = uow.cases.get(case_id, actor.person_id)
    if case is None:
        raise NotFoundError(what=_("This case"))
    return case


def _require_few_enough(request: PackageRequest) -> None:
    n = len(set(request.case_ids))
    if n > MOST_CASES:
        expected = _("at most {n} in a package").format(n=MOST_CASES)
        raise QADeskError(ErrorCode.VALUE_INVALID, value=str(n), what=_("cases"), expected=expected)


def _nothing_chosen() -> QADeskError:
    return QADeskError(ErrorCode.VALUE_INVALID, value="", what=_("cases"), expected=_("at least one"))
