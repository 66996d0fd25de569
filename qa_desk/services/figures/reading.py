"""From columns of lines to facts: letters and packed fractions become arrays, settled answers the same way."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import loads
from typing import cast
from uuid import UUID

import numpy as np

from qa_desk.domain.coded_line import CATEGORIES, FAILED, SIGNS, coded_with_fraction
from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.evaluation import Answer
from qa_desk.domain.ids import AnswerId, CallId, EvaluationId, PersonId
from qa_desk.domain.permissions import Visibility
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.services.figures.facts import (
    MISSING,
    CalibrationFacts,
    Codes,
    FactInspector,
    FactSession,
    Numbers,
    Places,
)
from qa_desk.store.repositories.case_lines import ScoredOnCases
from qa_desk.store.repositories.coded_lines import LineColumns, MeasuredPerson, MeasuredSession, SettledColumns
from qa_desk.store.unit_of_work import UnitOfWork

_NOBODY = UUID(int=0)
_CODE_OF = {code: place for place, code in enumerate(CATEGORIES)}
_OF_LETTER = np.full(128, MISSING, dtype=np.int8)
for _code, _letter in SIGNS.items():
    _OF_LETTER[ord(_letter)] = MISSING if _code is None else _CODE_OF[_code]
_Reasons = dict[int, frozenset[str]]
_NO_REASONS: _Reasons = {}


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of some sessions (of none where `sessions` is empty: then there is no standard either)."""

    sessions: tuple[MeasuredSession, ...]
    lines: LineColumns
    settled: SettledColumns
    people: tuple[MeasuredPerson, ...]
    versions: tuple[ScorecardVersion, ...]


def read_sessions(
    uow: UnitOfWork,
    visibility: Visibility,
    sessions: Sequence[MeasuredSession],
    *,
    scorecard_key: str = "",
    inspector_id: PersonId | None = None,
) -> Read:
    """What the reader may see of these sessions: on one scorecard and by one inspector, or on all and by all."""
    versions = {one: uow.scorecards.version(one) for one in dict.fromkeys(s.version_id for s in sessions)}
    if scorecard_key:
        sessions = [one for one in sessions if versions[one.version_id].scorecard_key == scorecard_key]
    keys = [session.id for session in sessions]
    return Read(
        tuple(sessions),
        uow.coded_lines.lines(keys, visibility, inspector_id=inspector_id),
        uow.coded_lines.settled([session.id for session in sessions if session.has_standard]),
        uow.coded_lines.people(keys),
        tuple(versions[one] for one in dict.fromkeys(session.version_id for session in sessions)),
    )


def with_cases(uow: UnitOfWork, read: Read, scored: ScoredOnCases, scorecard_key: str) -> Read:
    """What was read with what was scored on standard cases, on one scorecard or on all."""
    versions = {one.id: one for one in read.versions}
    for session in scored.sessions:
        if session.version_id not in versions:
            versions[session.version_id] = uow.scorecards.version(session.version_id)
    on_form = {key for key, version in versions.items() if scorecard_key in ("", version.scorecard_key)}
    sessions = sorted(
        (*read.sessions, *(one for one in scored.sessions if one.version_id in on_form)),
        key=lambda one: (one.revealed_at, one.id),
    )
    hexes = {key.hex for key in on_form}
    people = {one.person_id: one for one in (*read.people, *scored.people)}
    return Read(
        tuple(sessions),
        read.lines + scored.lines.only([one in hexes for one in scored.lines.version_ids]),
        read.settled + scored.settled,
        tuple(sorted(people.values(), key=lambda one: (one.name, one.person_id))),
        tuple(versions[key] for key in versions if key in on_form),
    )


def facts_of(read: Read, *, everybody: bool = False) -> CalibrationFacts:
    """The facts in what was read; sessions without a line are left out, and people unless everybody is wanted."""
    lines = read.lines
    versions = tuple(sorted(read.versions, key=lambda one: (one.scorecard_key, one.number)))
    criteria, sections = _criteria_of(versions)
    with_lines, authors = _used(lines.session_ids), _used(lines.inspector_ids)
    sessions = tuple(one for one in read.sessions if one.id.hex in with_lines)
    people = tuple(one for one in read.people if everybody or one.person_id.hex in authors)
    of_version = _indexes(lines.version_ids, [one.id.hex for one in versions])
    of_session = _indexes([one or "" for one in lines.session_ids], [one.id.hex for one in sessions])
    calls = sorted(set(lines.call_ids))
    of_call = _indexes(lines.call_ids, [_hex(one) for one in calls])
    form = _Forms(versions, criteria)
    codes, fractions, reasons = form.unpacked(lines, of_version)
    standard = _Standard(form, read, sessions, versions)
    own_standard = standard.of(of_session, lines.call_ids, len(criteria))
    return CalibrationFacts(
        criteria=criteria,
        sections=sections,
        versions=versions,
        sessions=tuple(
            FactSession(s.id, s.title, s.kind, s.revealed_at, s.has_standard, s.is_of_cases) for s in sessions
        ),
        inspectors=tuple(FactInspector(one.person_id, one.name) for one in people),
        call_ids=tuple(CallId(UUID(one)) for one in calls),
        evaluation_ids=lines.evaluation_ids,
        version=of_version,
        session=of_session,
        inspector=_indexes(lines.inspector_ids, [one.person_id.hex for one in people]),
        call=of_call,
        codes=codes,
        fractions=fractions,
        scores=form.scores_of(of_version, fractions),
        standard=own_standard.codes,
        standard_fractions=own_standard.fractions,
        standard_scores=own_standard.scores,
        reasons=reasons,
        standard_reasons=own_standard.reasons,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _StandardRows:
    """The settled line beside each line."""

    codes: Codes
    fractions: Numbers
    scores: Numbers
    reasons: tuple[_Reasons, ...]


class _Forms:
    """Where the criteria of each version stand among all of them."""

    def __init__(self, versions: Sequence[ScorecardVersion], criteria: Sequence[Criterion]) -> None:
        self._n_criteria = len(criteria)
        column_of = {criterion.key: place for place, criterion in enumerate(criteria)}
        self.columns = [
            np.array([column_of[criterion.key] for criterion in version.criteria], dtype=np.intp)
            for version in versions
        ]
        self._weights = [_weights_of(version) for version in versions]

    def unpacked(self, lines: LineColumns, of_version: Places) -> tuple[Codes, Numbers, tuple[_Reasons, ...]]:
        """Codes, fractions and reasons of each line, under the columns of all criteria."""
        codes = np.full((len(lines.codes), self._n_criteria), MISSING, dtype=np.int8)
        fractions = np.full(codes.shape, np.nan)
        for place, columns in enumerate(self.columns):
            rows = np.flatnonzero(of_version == place)
            if not len(rows):
                continue
            own = rows.tolist()
            letters = np.frombuffer("".join(lines.codes[row] for row in own).encode("ascii"), dtype=np.uint8)
            codes[np.ix_(rows, columns)] = _OF_LETTER[letters].reshape(len(rows), len(columns))
            fractions[np.ix_(rows, columns)] = _unpacked([lines.fractions[row] for row in own], len(columns))
        versions = cast(list[int], of_version.tolist())
        reasons = tuple(
            self._reasons(given, version) if given else _NO_REASONS
            for given, version in zip(lines.reasons, versions, strict=True)
        )
        return codes, fractions, reasons

    def scores(self, version: int, fractions: Numbers) -> Numbers:
        """Totals before policy, shape (rows,), as `domain.scoring` has them: weighted over what applies."""
        weights, counted = self._weights[version]
        own = fractions[:, self.columns[version]]
        possible = (~np.isnan(own)).astype(np.float64) @ counted
        obtained = np.nan_to_num(own) @ weights
        scores = np.full(len(own), np.nan)
        np.divide(100.0 * obtained, possible, out=scores, where=possible > 0.0)
        return np.minimum(scores, 100.0)

    def scores_of(self, of_version: Places, fractions: Numbers) -> Numbers:
        """The total of each line."""
        scores = np.full(len(fractions), np.nan)
        for place in range(len(self.columns)):
            rows = np.flatnonzero(of_version == place)
            scores[rows] = self.scores(place, fractions[rows])
        return scores

    def _reasons(self, given: list[tuple[int, list[str]]], version: int) -> _Reasons:
        columns = self.columns[version]
        return {int(columns[place]): frozenset(keys) for place, keys in given}


class _Standard:
    """What was settled, coded as a line for each call of each session that is settled."""

    def __init__(
        self,
        form: _Forms,
        read: Read,
        sessions: Sequence[MeasuredSession],
        versions: Sequence[ScorecardVersion],
    ) -> None:
        places = {one.id.hex: place for place, one in enumerate(sessions) if one.has_standard}
        of_version = {one.id: place for place, one in enumerate(versions)}
        columns = [
            {criterion.key: (int(form.columns[place][at]), criterion) for at, criterion in enumerate(version.criteria)}
            for place, version in enumerate(versions)
        ]
        self._versions = versions
        self._form = form
        self._version_of_session = [of_version.get(one.version_id, -1) for one in sessions]
        self._cells: dict[tuple[int, str], dict[int, tuple[int, float, frozenset[str]]]] = {}
        known: dict[tuple[int, str, str | float | None, bool, str], tuple[int, float, frozenset[str]]] = {}
        held: dict[tuple[str, str], tuple[int, dict[int, tuple[int, float, frozenset[str]]]]] = {}
        settled = read.settled
        for session_id, call_id, key, *said in zip(
            settled.session_ids,
            settled.call_ids,
            settled.criterion_keys,
            settled.ratings,
            settled.na,
            settled.reasons,
            strict=True,
        ):
            place = held.get((session_id, call_id))
            if place is None:
                session = places.get(_hex(session_id), -1)
                version = -1 if session < 0 else self._version_of_session[session]
                cells = {} if version < 0 else self._cells.setdefault((session, _hex(call_id)), {})
                place = held[(session_id, call_id)] = (version, cells)
            version, cells = place
            if version < 0 or key not in columns[version]:
                continue
            column, criterion = columns[version][key]
            rating, na, reasons = cast(tuple[str | float | None, bool, str], tuple(said))
            cell = known.get((version, key, rating, na, reasons))
            if cell is None:
                cell = known[(version, key, rating, na, reasons)] = _settled_cell(
                    criterion, rating, reasons, is_na=bool(na)
                )
            cells[column] = cell

    def of(self, of_session: Places, call_ids: Sequence[str], n_criteria: int) -> _StandardRows:
        """The settled line beside each line of a session and call; empty where nothing is settled."""
        row_of = {key: row for row, key in enumerate(self._cells)}
        codes: Codes = np.full((len(row_of) + 1, n_criteria), MISSING, dtype=np.int8)
        fractions = np.full(codes.shape, np.nan)
        reasons: list[_Reasons] = [{} for _row in range(len(row_of) + 1)]
        scores = np.full(len(row_of) + 1, np.nan)
        for row, ((session, _call), cells) in enumerate(self._cells.items()):
            columns = list(cells)
            codes[row, columns] = [code for code, _fraction, _given in cells.values()]
            fractions[row, columns] = [fraction for _code, fraction, _given in cells.values()]
            reasons[row].update({column: given for column, (_c, _f, given) in cells.items() if given})
            # line by line: the last digit of a sum over weights hangs on how many lines are summed at once
            scores[row] = self._form.scores(self._version_of_session[session], fractions[row][None, :])[0]
        places = zip(cast(list[int], of_session.tolist()), call_ids, strict=True)
        hexes = {call: _hex(call) for call in set(call_ids)}
        found = [row_of.get((session, hexes[call]), -1) for session, call in places]
        rows = np.array(found, dtype=np.intp)
        return _StandardRows(codes[rows], fractions[rows], scores[rows], tuple(reasons[row] for row in found))


def _weights_of(version: ScorecardVersion) -> tuple[Numbers, Numbers]:
    """What each criterion adds to the points obtained, and to those possible."""
    weights = np.array([0.0 if one.critical is not None else one.weight for one in version.criteria])
    return weights, np.where([one.bonus for one in version.criteria], 0.0, weights)


def _unpacked(packed: Sequence[str], n_columns: int) -> Numbers:
    """The fractions of lines of one form, shape (lines, columns), decoded in one go.

    Base64 fills the end of a line up with "="; read as "A" it adds bytes of zero, which are cut off.
    """
    decoded = np.frombuffer(b64decode("".join(packed).replace("=", "A")), dtype=np.uint8)
    own = decoded.reshape(len(packed), -1)[:, : 4 * n_columns]
    return np.ascontiguousarray(own).view("<f4").astype(np.float64)


def _settled_cell(
    criterion: Criterion, rating: str | float | None, reasons: str, *, is_na: bool
) -> tuple[int, float, frozenset[str]]:
    keys = tuple(cast(list[str], loads(reasons)))
    value = cast(RatingValue, loads(rating)) if isinstance(rating, str) else rating
    not_applicable = bool(is_na) or value is None  # SQLite has 0 and 1
    answer = Answer(AnswerId(_NOBODY), EvaluationId(_NOBODY), criterion.key, value, not_applicable, keys)
    code, fraction = coded_with_fraction(criterion, answer)
    given = frozenset(keys) if code == FAILED else frozenset[str]()
    return (MISSING if code is None else _CODE_OF[code]), fraction, given


def _criteria_of(versions: Sequence[ScorecardVersion]) -> tuple[tuple[Criterion, ...], tuple[str, ...]]:
    """All criteria: those of the newest version as on its form, then what only older ones have."""
    found: dict[str, Criterion] = {}
    sections: dict[str, str] = {}
    for version in reversed(versions):
        for section in version.sections:
            for criterion in section.criteria:
                found.setdefault(criterion.key, criterion)
                sections.setdefault(criterion.key, section.key)
    return tuple(found.values()), tuple(sections[key] for key in found)


def _used(keys: Sequence[str | None]) -> set[str]:
    return {_hex(key) for key in set(keys) if key is not None}


def _indexes(keys: Sequence[str], known: Sequence[str]) -> Places:
    """Where each key stands among the known ones (as hexadecimal digits); -1 where it does not."""
    place_of: Mapping[str, int] = {key: place for place, key in enumerate(known)}
    found = {key: place_of.get(_hex(key), -1) for key in set(keys)}
    return np.array([found[key] for key in keys], dtype=np.intp)


def _hex(key: str) -> str:
    return key.replace("-", "")
