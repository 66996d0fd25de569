"""What is wrong with a form, in sentences that name the part by its title and can be gone to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from qa_desk.domain.scorecard import ScorecardDefinition
from qa_desk.domain.scorecard_problems import Part, Place, Problem, Severity
from qa_desk.gui.scorecards.editing.edited_form import Chosen
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _
from qa_desk.services.forms.problem_words import expectation, part_words

_GRAVEST_FIRST = (Severity.BREAKS, Severity.UNFINISHED, Severity.WARNS)


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One problem: where to go, which field it is about, and its sentence there and in a list."""

    part: Chosen
    field: Part
    severity: Severity
    said: str
    whole: str


class ProblemLines:
    """The problems of a form while it is written; each sentence is made once, as there may be hundreds."""

    def __init__(self) -> None:
        self._made: dict[tuple[Problem, Chosen, str, str], ProblemLine] = {}

    def of(self, definition: ScorecardDefinition, problems: Iterable[Problem]) -> tuple[ProblemLine, ...]:
        """The problems in the order of the form."""
        before, self._made, lines = self._made, {}, list[ProblemLine]()
        titles = {one.key: in_words(one.title) for one in (*definition.sections, *definition.criteria)}
        for problem in problems:
            part = _part_at(definition, problem.place)
            key = part.criterion_key or part.section_key
            title = (titles[key] or key) if key else (in_words(definition.title) or definition.key)
            # what names another criterion changes with the title of that one
            named = (problem, part, title, titles.get(str(problem.params.get("other")), ""))
            self._made[named] = before.get(named) or _line(definition, problem, part, title)
            lines.append(self._made[named])
        return tuple(lines)


def gravest(lines: Iterable[ProblemLine]) -> Severity | None:
    """The worst of these; None where there is none."""
    found = {line.severity for line in lines}
    return next((severity for severity in _GRAVEST_FIRST if severity in found), None)


def by_field(lines: Iterable[ProblemLine], part: Chosen) -> Mapping[Part, tuple[str, ...]]:
    """What is wrong with one part, by the field it is about."""
    found: dict[Part, tuple[str, ...]] = {}
    for line in lines:
        if line.part == part:
            found[line.field] = (*found.get(line.field, ()), line.said)
    return found


def said_of(definition: ScorecardDefinition, problem: Problem) -> str:
    """What is wrong, as a sentence beside its field; other criteria are called by their titles."""
    params = dict(problem.params)
    other = params.get("other")
    titles = {criterion.key: criterion.title for criterion in definition.criteria}
    if isinstance(other, str) and other in titles:
        params["other"] = titles[other] or other
    said = expectation(replace(problem, params=params))
    return _("{said}.").format(said=said[:1].upper() + said[1:])


def _line(definition: ScorecardDefinition, problem: Problem, part: Chosen, title: str) -> ProblemLine:
    said = said_of(definition, problem)
    whole = _("{part}, {field}: {said}").format(part=title, field=part_words(problem.place.part), said=said)
    return ProblemLine(part, problem.place.part, problem.severity, said, whole)


def _part_at(definition: ScorecardDefinition, place: Place) -> Chosen:
    if place.section is None:
        return Chosen()
    section = definition.sections[place.section]
    return Chosen(section.key, "" if place.criterion is None else section.criteria[place.criterion].key)
