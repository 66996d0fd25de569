"""From a file to a plan: recognise its columns, put its rows together, understand each evaluation. Writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.i18n import _
from qa_desk.services.bringing_in.csv_table import column_name
from qa_desk.services.exchange.grouping import Grouped, SaidEvaluation, group
from qa_desk.services.exchange.known_here import KnownHere, know, usable_versions
from qa_desk.services.exchange.mapping import ScoreMapping
from qa_desk.services.exchange.plan import (
    MappingPlan,
    NewCalls,
    NotFound,
    OddValue,
    ReadyEvaluation,
    ScoreItem,
    ScoreOutcome,
    VersionUse,
)
from qa_desk.services.exchange.recognising import Recognised, known_names, recognise
from qa_desk.services.exchange.score_table import ScoreTable, open_score_table
from qa_desk.services.exchange.understanding import Understanding
from qa_desk.services.keeping.brought_text import clean_line
from qa_desk.services.progress import Progress
from qa_desk.store.unit_of_work import UnitOfWork

_TOLD_EVERY = 500
NO_NEW_CALLS = NewCalls()

Identity = tuple[CallId | str, PersonId, datetime]
"""By what an evaluation is known again: nobody hands in one call twice within a second."""


def make_plan(
    uow: UnitOfWork,
    path: Path,
    mapping: ScoreMapping,
    now: datetime,
    calls: NewCalls = NO_NEW_CALLS,
    *,
    progress: Progress,
) -> MappingPlan:
    """Read the file and look up what it names.

    Raises:
        QADeskError: what is wrong with the file or the mapping as a whole; CANCELLED.
    """
    progress.report(0, None, path.name)
    versions = usable_versions(uow)
    table = open_score_table(path, known_names(mapping, versions))
    recognised = recognise(table, mapping, versions)
    if recognised.obstacles:
        return _blocked(table, recognised, makes_calls=calls.are_made)
    columns = recognised.columns
    grouped = group(table, recognised.layout, columns)
    known = know(uow, (clean_line(one.head.call_id) for one in grouped.evaluations), versions, now)
    labels = {one.field: one.label for one in columns if one.field and not one.criterion_key}
    implied = "" if mapping.scorecard else _implied_scorecard(grouped, versions)
    settled = replace(mapping, scorecard=mapping.scorecard or implied)
    understanding = Understanding(table.file, known, settled, labels, calls)
    ready, refused = _understood(understanding, grouped, progress)
    fresh, twice, here = _told_apart(table.file, ready, _here(uow, known, ready), known)
    plan = _plan(understanding, recognised, grouped, fresh, [*refused, *twice, *_stray(grouped)], here)
    return replace(plan, unread_sheets=table.unread_sheets)


def _blocked(table: ScoreTable, recognised: Recognised, *, makes_calls: bool) -> MappingPlan:
    """A plan of columns only; the rows are still counted."""
    return MappingPlan(
        file=table.file,
        layout=recognised.layout,
        columns=recognised.columns,
        n_rows=sum(1 for _row in table.rows),
        ready=(),
        refused=(),
        already_here=(),
        odd_values=(),
        unknown_calls=(),
        unknown_inspectors=(),
        versions=(),
        makes_calls=makes_calls,
        obstacles=recognised.obstacles,
        unread_sheets=table.unread_sheets,
    )


def _implied_scorecard(grouped: Grouped, versions: Iterable[ScorecardVersion]) -> str:
    """The only scorecard that has every criterion the file speaks of; "" when several have, or none."""
    named = {row.criterion for one in grouped.evaluations for row in one.said if row.criterion}
    spoken_of = {column_name(name) for name in named}
    names: defaultdict[str, set[str]] = defaultdict(set)
    for version in versions:
        for criterion in version.criteria:
            titles = (words for _language, words in criterion.title.by_language)
            names[version.scorecard_key].update(column_name(name) for name in (criterion.key, *titles))
    having = [key for key, known in names.items() if spoken_of and spoken_of <= known]
    return having[0] if len(having) == 1 else ""


def identity_of(call: CallId | str, inspector_id: PersonId, moment: datetime) -> Identity:
    """By what an evaluation is known again."""
    return call, inspector_id, moment.replace(microsecond=0)


def item_of(one: ReadyEvaluation, outcome: ScoreOutcome, *errors: QADeskError) -> ScoreItem:
    """What became of an evaluation that fitted."""
    return ScoreItem(one.rows, one.call_key, one.inspector, outcome, errors)


def _understood(
    understanding: Understanding, grouped: Grouped, progress: Progress
) -> tuple[list[ReadyEvaluation], list[ScoreItem]]:
    ready: list[ReadyEvaluation] = []
    refused: list[ScoreItem] = []
    for at, said in enumerate(grouped.evaluations):
        if at % _TOLD_EVERY == 0:
            if progress.is_cancelled:
                raise QADeskError(ErrorCode.CANCELLED)
            progress.report(at, len(grouped.evaluations), _("Checking the evaluations"))
        understood = understanding.understand(said)
        if isinstance(understood, ReadyEvaluation):
            ready.append(understood)
        else:
            refused.append(_refused(said, understood))
    return ready, refused


def _refused(said: SaidEvaluation, errors: tuple[QADeskError, ...]) -> ScoreItem:
    head = said.head
    return ScoreItem(
        tuple(said.rows), clean_line(head.call_id), clean_line(head.inspector), ScoreOutcome.REFUSED, errors
    )


def _stray(grouped: Grouped) -> list[ScoreItem]:
    items: list[ScoreItem] = []
    for error in grouped.stray:
        row = error.params.get("row")
        items.append(ScoreItem((row,) if isinstance(row, int) else (), "", "", ScoreOutcome.REFUSED, (error,)))
    return items


def _here(uow: UnitOfWork, known: KnownHere, ready: Iterable[ReadyEvaluation]) -> set[Identity]:
    call_ids = {known.calls[one.call_key].id for one in ready if one.call_key in known.calls}
    return {identity_of(*found) for found in uow.brought_scores.handed_in(call_ids)}


def _told_apart(
    file: str, ready: Iterable[ReadyEvaluation], here: set[Identity], known: KnownHere
) -> tuple[list[ReadyEvaluation], list[ScoreItem], list[ScoreItem]]:
    """What is new, what the file says a second time, and what came in before."""
    fresh: list[ReadyEvaluation] = []
    twice: list[ScoreItem] = []
    before: list[ScoreItem] = []
    first_rows: dict[Identity, int] = {}
    for one in ready:
        call = known.calls.get(one.call_key)
        identity = identity_of(call.id if call else one.call_key, one.inspector_id, one.submitted_at)
        if identity in here:
            before.append(item_of(one, ScoreOutcome.ALREADY_HERE))
        elif identity in first_rows:
            place: dict[str, object] = {"row": one.rows[0], "first_row": first_rows[identity]}
            error = QADeskError(ErrorCode.CSV_DUPLICATE_ROW, file=file, value=one.call_key, **place)
            twice.append(item_of(one, ScoreOutcome.REFUSED, error))
        else:
            first_rows[identity] = one.rows[0]
            fresh.append(one)
    return fresh, twice, before


def _plan(
    understanding: Understanding,
    recognised: Recognised,
    grouped: Grouped,
    fresh: list[ReadyEvaluation],
    refused: list[ScoreItem],
    here: list[ScoreItem],
) -> MappingPlan:
    uses = Counter((one.version.scorecard_key, one.version.number) for one in fresh)
    return MappingPlan(
        file=understanding.file,
        layout=recognised.layout,
        columns=recognised.columns,
        n_rows=grouped.n_rows,
        ready=tuple(fresh),
        refused=tuple(sorted(refused, key=lambda item: item.rows[:1])),
        already_here=tuple(here),
        odd_values=tuple(
            OddValue(key, value, count, understanding.suggestions[key, value])
            for (key, value), count in understanding.odd_values.most_common()
        ),
        unknown_calls=_not_found(understanding.unknown_calls),
        unknown_inspectors=_not_found(understanding.unknown_inspectors),
        versions=tuple(VersionUse(key, number, count) for (key, number), count in sorted(uses.items())),
        makes_calls=understanding.calls.are_made,
    )


def _not_found(counted: Counter[str]) -> tuple[NotFound, ...]:
    return tuple(NotFound(name, count) for name, count in counted.most_common())
