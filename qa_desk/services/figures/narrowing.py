"""Figures on a part of the facts: one version, family, section, some inspectors; and what there is to choose from."""

import numpy as np

from qa_desk.domain.scorecard import CriticalFamily, ScorecardVersion
from qa_desk.domain.text import LocalText
from qa_desk.services.calibration.calibration_figures import Panellist
from qa_desk.services.figures.facts import CalibrationFacts, Mask
from qa_desk.services.figures.measuring_views import Choice, Choices, FactQuery
from qa_desk.services.figures.pooled import only_lines, without_criteria


def scorecard_of(facts: CalibrationFacts, wanted: str) -> str:
    """The scorecard that figures are on: the one wanted, else the one that most lines are on."""
    if wanted or not facts.n_lines:
        return wanted
    counts: dict[str, int] = {}
    for place, n_lines in enumerate(np.bincount(facts.version, minlength=len(facts.versions))):
        key = facts.versions[place].scorecard_key
        counts[key] = counts.get(key, 0) + int(n_lines)
    return max(counts, key=lambda key: counts[key])


def narrowed(facts: CalibrationFacts, query: FactQuery | None, *, keep: Mask | None = None) -> CalibrationFacts:
    """The facts that a query asks for, on the lines kept."""
    chosen: Mask = np.ones(facts.n_lines, dtype=np.bool_) if keep is None else keep
    if query is None:
        return only_lines(facts, chosen)
    versions = np.array([_is_wanted(version, query) for version in facts.versions], dtype=np.bool_)
    if len(versions):
        chosen = chosen & versions[facts.version]
    if query.panel:
        wanted = np.array([one.id in query.panel for one in facts.inspectors], dtype=np.bool_)
        chosen = chosen & wanted[facts.inspector]
    facts = only_lines(facts, chosen)
    if query.family is None and not query.section_key:
        return facts
    criteria = [
        query.family in (None, criterion.critical) and query.section_key in ("", section)
        for criterion, section in zip(facts.criteria, facts.sections, strict=True)
    ]
    return without_criteria(facts, np.array(criteria, dtype=np.bool_))


def choices_in(facts: CalibrationFacts, scorecard_key: str) -> Choices:
    """What the facts can be narrowed to."""
    titles: dict[str, LocalText] = {}
    for version in facts.versions:
        titles[version.scorecard_key] = version.title
    own = [version for version in facts.versions if version.scorecard_key == scorecard_key]
    used = {criterion.critical for version in own for criterion in version.criteria}
    sections = {section.key: section.title for version in own for section in version.sections}
    scorecards = tuple(Choice(key, title) for key, title in titles.items())
    return Choices(
        scorecard=next((one for one in scorecards if one.key == scorecard_key), None),
        scorecards=scorecards,
        versions=tuple(sorted({version.number for version in own})),
        sections=tuple(Choice(key, title) for key, title in sections.items()),
        families=tuple(family for family in CriticalFamily if family in used),
        inspectors=tuple(Panellist(one.id, one.name, place) for place, one in enumerate(facts.inspectors)),
    )


def _is_wanted(version: ScorecardVersion, query: FactQuery) -> bool:
    return query.scorecard_key in ("", version.scorecard_key) and query.version_number in (None, version.number)
