"""Evaluations out to CSV and XLSX and in from them: the way in for years of spreadsheets.

Nothing is written before a plan has said what was recognised. The same file brought in twice adds nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.handing_out import HandOutKind
from qa_desk.domain.ids import CallId, EvaluationId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require, visibility_of
from qa_desk.i18n import _
from qa_desk.services.centre.auditing import note_hand_out
from qa_desk.services.clock import Clock
from qa_desk.services.exchange.handing_out import SUFFIXES, Naming, Told, WideSheet, Write, long_rows, written
from qa_desk.services.exchange.keeping import keep
from qa_desk.services.exchange.known_here import owner_cells, usable_versions
from qa_desk.services.exchange.mapping import NO_MAPPING, ScoreMapping
from qa_desk.services.exchange.plan import (
    MappingPlan,
    NewCalls,
    ScoreItem,
    ScoreOutcome,
    ScoresReport,
    suggested_mapping,
)
from qa_desk.services.exchange.planning import make_plan
from qa_desk.services.exchange.recognising import known_names
from qa_desk.services.exchange.score_table import open_score_table
from qa_desk.services.exchange.settling import SettlingChoices, columns_sign, scorecard_choices, worth_keeping
from qa_desk.services.exchange.words import LONG_HEADER
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.progress import NoProgress, Progress
from qa_desk.services.scoring.inspecting_views import as_told
from qa_desk.store.repositories.brought_scores import in_parts
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is to be handed out, and where to: a .csv or .xlsx file.

    `first` and `last` are days of handing in at the centre, both included. `with_mark` begins a CSV with the byte
    order mark, by which Excel knows it for UTF-8.
    """

    path: Path
    first: date | None = None
    last: date | None = None
    scorecard_key: str = ""
    is_wide: bool = False
    with_mark: bool = True


@dataclass(frozen=True, slots=True)
class ExportedScores:
    """What went into the file."""

    n_evaluations: int
    n_rows: int


class Exchanging:
    """What an administrator brings in, and what those who may hand out scores take out."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def plan(
        self,
        actor: Actor,
        path: Path,
        mapping: ScoreMapping = NO_MAPPING,
        *,
        makes_calls: bool = False,
        without_calls: frozenset[str] = frozenset(),
        progress: Progress | None = None,
    ) -> MappingPlan:
        """What a file is taken for, and what would come in of it; nothing is written.

        Args:
            makes_calls: whether calls that nobody knows are to be made, without a recording, instead of refused.
            without_calls: the keys of those that are not to be made all the same.

        Raises:
            QADeskError: NOT_ALLOWED; what is wrong with the file or the mapping as a whole; CANCELLED.
        """
        require(actor, Action.IMPORT_SCORES)
        with self._store.reading() as uow:
            now = self._clock.now()
            calls = NewCalls(makes_calls, without_calls)
            return make_plan(uow, path, mapping, now, calls, progress=progress or NoProgress())

    def begin(self, actor: Actor, path: Path, progress: Progress | None = None) -> tuple[MappingPlan, ScoreMapping]:
        """What a file is taken for with all that was settled about one of the same columns before, and that mapping.

        A mapping that no longer fits, since a scorecard or a person went, is left out. Raises as `plan` does.
        """
        require(actor, Action.IMPORT_SCORES)
        progress = progress or NoProgress()
        with self._store.reading() as uow:
            now = self._clock.now()
            table = open_score_table(path, known_names(NO_MAPPING, usable_versions(uow)))
            kept = uow.settings.scores_mapping(columns_sign(table.columns))
            mapping = _mapping_files().mapping_of_text(kept, path.name) if kept else NO_MAPPING
            try:
                return make_plan(uow, path, mapping, now, progress=progress), mapping
            except QADeskError:
                if mapping == NO_MAPPING or progress.is_cancelled:
                    raise
            return make_plan(uow, path, NO_MAPPING, now, progress=progress), NO_MAPPING

    def keep_mapping(self, actor: Actor, plan: MappingPlan, mapping: ScoreMapping) -> None:
        """Keep what was settled, for the next file of the same columns, whoever brings it."""
        require(actor, Action.IMPORT_SCORES)
        text = _mapping_files().mapping_to_yaml(worth_keeping(mapping, plan))
        sign = columns_sign([column.column for column in plan.columns])
        with self._store.unit_of_work(actor, self._clock) as uow:
            now = self._clock.now()
            uow.settings.keep_scores_mapping(sign, text, centre_day(uow, now), actor.person_id, now)
            uow.audit("scores.mapping_kept", "scores")
            uow.commit()

    def choices(self, actor: Actor) -> SettlingChoices:
        """What columns, words and names of a file may be settled as."""
        require(actor, Action.IMPORT_SCORES)
        with self._store.reading() as uow:
            return SettlingChoices(scorecard_choices(usable_versions(uow)), uow.people.all())

    def read_mapping(self, actor: Actor, path: Path) -> ScoreMapping:
        """A mapping that was saved to a file. Raises MAPPING_INVALID with line, key and what was expected."""
        require(actor, Action.IMPORT_SCORES)
        return _mapping_files().read_mapping(path)

    def write_mapping(self, actor: Actor, path: Path, plan: MappingPlan, mapping: ScoreMapping) -> None:
        """Save a mapping to a file, with what was recognised and guessed. Raises FILE_NOT_WRITTEN."""
        require(actor, Action.IMPORT_SCORES)
        _mapping_files().write_mapping(path, suggested_mapping(plan, mapping))

    def bring_in(self, actor: Actor, plan: MappingPlan, progress: Progress | None = None) -> ScoresReport:
        """Write what the plan found ready, each evaluation whole or not at all.

        Cancelled, it keeps what came in until then; the same file planned and brought in again adds the rest only.
        """
        require(actor, Action.IMPORT_SCORES)
        progress = progress or NoProgress()
        items = [*plan.refused, *plan.already_here]
        n_answers = n_calls = done = 0
        while done < len(plan.ready) and not progress.is_cancelled:
            progress.report(done, len(plan.ready), plan.file)
            part = plan.ready[done : done + _AT_ONCE]
            with self._store.unit_of_work(actor, self._clock) as uow:
                kept = keep(uow, part, actor.person_id, self._clock.now())
                uow.commit()
            items += kept.items
            n_answers += kept.n_answers
            n_calls += kept.n_calls_made
            done += len(part)
        report = ScoresReport(
            _in_order(items), n_answers, n_calls, done < len(plan.ready), _changed(n_answers, n_calls)
        )
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.audit(
                "scores.imported",
                "scores",
                n_imported=report.count(ScoreOutcome.IMPORTED),
                n_already_here=report.count(ScoreOutcome.ALREADY_HERE),
                n_refused=report.count(ScoreOutcome.REFUSED),
                n_calls_made=n_calls,
            )
            uow.commit()
        return report

    def export(self, actor: Actor, request: ExportRequest, progress: Progress | None = None) -> ExportedScores:
        """Write what was handed in and the actor may see; a file of that name is replaced when all is written.

        Raises:
            QADeskError: NOT_ALLOWED, VALUE_INVALID for another kind of file, PERIOD_INVALID, NOT_FOUND for the
                scorecard, FILE_NOT_WRITTEN, CANCELLED.
        """
        require(actor, Action.EXPORT_SCORES)
        _require_sound(request)
        progress = progress or NoProgress()
        with written(request.path, with_mark=request.with_mark) as write:
            with self._store.reading() as uow:
                exported, call_ids = _hand_out(uow, actor, request, write, progress)
            with self._store.unit_of_work(actor, self._clock) as uow:
                kind = request.path.suffix.lower().lstrip(".")
                uow.audit("scores.exported", "scores", n_evaluations=exported.n_evaluations, kind=kind)
                note_hand_out(uow, actor, HandOutKind.SCORES, request.path.name, call_ids, self._clock.now())
                uow.commit()
        return exported


def _mapping_files():
    # Here and not above: it loads YAML, which the start of the window can't wait for.
    from qa_desk.services.exchange import mapping_file

    return mapping_file


def _hand_out(
    uow: UnitOfWork, actor: Actor, request: ExportRequest, write: Write, progress: Progress
) -> tuple[ExportedScores, tuple[CallId, ...]]:
    """What was written, and of which calls."""
    versions = {version.id: version for version in uow.scorecards.all()}
    key = request.scorecard_key
    if key and key not in {version.scorecard_key for version in versions.values()}:
        raise NotFoundError(what=key)
    zone = ZoneInfo(uow.settings.time_zone())
    found = uow.brought_scores.readable(
        visibility_of(actor),
        submitted_from=_beginning(request.first, zone),
        submitted_before=_beginning(request.last + timedelta(days=1) if request.last else None, zone),
        scorecard_key=key,
    )
    naming = Naming({person.id: person.external_id for person in uow.people.all()}, owner_cells(uow), zone)
    sheet = WideSheet((one for one, _key in _read(uow, actor, found)), versions) if request.is_wide else None
    write(sheet.header if sheet else LONG_HEADER)
    n_rows, call_ids = 0, dict[CallId, None]()
    for at, (evaluation, call_key) in enumerate(_read(uow, actor, found)):
        if at % _AT_ONCE == 0:
            if progress.is_cancelled:
                raise QADeskError(ErrorCode.CANCELLED)
            progress.report(at, len(found), request.path.name)
        told = Told(evaluation, versions[evaluation.version_id], call_key)
        call_ids[evaluation.call_id] = None
        for row in (sheet.row(told, naming),) if sheet else long_rows(told, naming):
            write(row)
            n_rows += 1
    return ExportedScores(len(found), n_rows), tuple(call_ids)


def _read(uow: UnitOfWork, actor: Actor, found: Sequence[EvaluationId]) -> Iterator[tuple[Evaluation, str]]:
    """The evaluations as they may be spoken of, with the ids of their calls, some hundred at a time."""
    for part in in_parts(found):
        read = {one.id: one for one in uow.evaluations.visible(part, visibility_of(actor))}
        calls = uow.calls.calls({one.call_id for one in read.values()})
        for evaluation_id in part:
            evaluation = as_told(read[evaluation_id])
            yield evaluation, calls[evaluation.call_id].key


def _require_sound(request: ExportRequest) -> None:
    if request.path.suffix.lower() not in SUFFIXES:
        expected = _("a name that ends in .csv or .xlsx")
        raise QADeskError(ErrorCode.VALUE_INVALID, value=request.path.name, what=_("file"), expected=expected)
    if request.first and request.last and request.last < request.first:
        raise QADeskError(ErrorCode.PERIOD_INVALID, start=request.first, end=request.last)


def _beginning(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone).astimezone(UTC) if day else None


def _in_order(items: Sequence[ScoreItem]) -> tuple[ScoreItem, ...]:
    return tuple(sorted(items, key=lambda item: item.rows[:1]))


def _changed(n_imported: int, n_calls: int) -> Changes:
    kinds = {ObjectKind.EVALUATION, ObjectKind.CALL} if n_imported or n_calls else set[ObjectKind]()
    return Changes(frozenset(kinds))
