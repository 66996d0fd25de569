"""What `Measuring` is asked and what it answers."""

from dataclasses import dataclass
from datetime import date

from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.text import LocalText
from qa_desk.services.calibration.calibration_figures import Panellist, SessionResult
from qa_desk.services.figures.accuracy import InspectorFigures
from qa_desk.services.figures.facts import CalibrationFacts
from qa_desk.services.figures.overturned import OverturnedFigures
from qa_desk.services.figures.repeating import GaugeStudy
from qa_desk.services.figures.replicated import ReplicatedTotals
from qa_desk.services.figures.totals import Totals

ON_CASES = frozenset({Purpose.PRACTICE, Purpose.QUALIFICATION})
"""What is scored on standard cases."""


@dataclass(frozen=True, slots=True)
class FactQuery:
    """Sessions revealed on one of these days of the centre; of one scorecard and one inspector, or of all.

    The rest narrows figures: one version of the form, a critical family, a section, some of the inspectors.
    `cases` adds what was scored on standard cases to practise or to qualify.
    """

    first_day: date
    last_day: date
    scorecard_key: str = ""
    inspector_id: PersonId | None = None
    version_number: int | None = None
    family: CriticalFamily | None = None
    section_key: str = ""
    panel: tuple[PersonId, ...] = ()
    cases: frozenset[Purpose] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a filter may be set to."""

    key: str
    title: LocalText


@dataclass(frozen=True, slots=True)
class Choices:
    """What figures of a period can be narrowed to; `scorecard` is the one they are on."""

    scorecard: Choice | None
    scorecards: tuple[Choice, ...]
    versions: tuple[int, ...]
    sections: tuple[Choice, ...]
    families: tuple[CriticalFamily, ...]
    inspectors: tuple[Panellist, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PeriodResult:
    """The figures of a period and the facts they are made of.

    Where some sessions are settled and others are not, `n_left_out` are the latter.
    """

    query: FactQuery
    choices: Choices
    facts: CalibrationFacts
    panel: tuple[Panellist, ...]
    result: SessionResult
    totals: Totals
    n_left_out: int

    @property
    def n_sessions(self) -> int:
        """Sessions that the figures are of."""
        return len(self.facts.sessions)


@dataclass(frozen=True, slots=True, eq=False)
class AccuracyResult:
    """Each inspector against the settled answers of a period; `overturned` is what disputes say, and stays apart."""

    query: FactQuery
    choices: Choices
    facts: CalibrationFacts
    inspectors: tuple[InspectorFigures, ...]
    target: float
    call_keys: dict[CallId, str]
    overturned: tuple[OverturnedFigures, ...] = ()

    @property
    def n_sessions(self) -> int:
        """Sessions that the figures are of, standard cases apart."""
        return sum(not one.is_of_cases for one in self.facts.sessions)

    @property
    def n_on_cases(self) -> int:
        """Evaluations of standard cases among those that the figures are of."""
        return sum(self.facts.sessions[int(place)].is_of_cases for place in self.facts.session)


@dataclass(frozen=True, slots=True, eq=False)
class GaugeResult:
    """The gauge study of a period: `study` on answers, `totals` on scores; `repeats` are the trials of repeats alone.

    `replicated` tells repetition apart in scores given again. `facts` and `repeated` are what they are made of.
    """

    query: FactQuery
    choices: Choices
    facts: CalibrationFacts
    repeated: CalibrationFacts
    study: GaugeStudy
    repeats: GaugeStudy
    totals: Totals
    replicated: ReplicatedTotals
    panel: tuple[Panellist, ...]
    call_keys: dict[CallId, str]
