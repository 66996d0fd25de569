"""What authoring hands in and gives back: scorecards with their versions as lists show them, templates, new ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from qa_desk.domain.ids import ScorecardId, VersionId
from qa_desk.domain.scorecard import ScorecardVersion, VersionState
from qa_desk.domain.text import LocalText


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """A version as lists show it; `n_evaluations` counts those that the actor may read.

    `n_waiting` are the assignments not scored yet: each is scored on the version it was given out on, whatever is
    published since. Only whoever gives calls out is told. `n_saves` says which state of a draft was seen.
    """

    version_id: VersionId
    number: int
    state: VersionState
    n_criteria: int
    n_critical: int
    published_at: datetime | None
    n_evaluations: int
    in_force_from: date | None = None
    retired_at: datetime | None = None
    n_waiting: int = 0
    n_saves: int = 1


@dataclass(frozen=True, slots=True)
class ScorecardSummary:
    """A scorecard with all its versions, the first one first; the title is that of the newest.

    `in_force` is the version that calls are given out on today.
    """

    scorecard_id: ScorecardId
    key: str
    title: LocalText
    versions: tuple[VersionSummary, ...]
    in_force: VersionSummary | None = None

    @property
    def draft(self) -> VersionSummary | None:
        """The version that is being written."""
        return next((version for version in self.versions if version.state is VersionState.DRAFT), None)


@dataclass(frozen=True, slots=True)
class TemplateSummary:
    """A form of the template library."""

    key: str
    title: LocalText
    n_sections: int
    n_criteria: int
    n_critical: int


@dataclass(frozen=True, slots=True)
class NewScorecard:
    """A scorecard to be begun: from a template, as a copy of a version, or with neither as one empty section.

    Without a `key` one is proposed from the title.
    """

    title: LocalText
    key: str = ""
    template: str = ""
    copy_of: VersionId | None = None


def summaries(
    versions: Iterable[ScorecardVersion],
    counts: Mapping[VersionId, int],
    waiting: Mapping[VersionId, int],
    today: date,
) -> tuple[ScorecardSummary, ...]:
    """Versions by scorecard, in the order in which the scorecards first appear."""
    by_key: dict[str, list[ScorecardVersion]] = {}
    for version in versions:
        by_key.setdefault(version.scorecard_key, []).append(version)
    return tuple(_summary(same, counts, waiting, today) for same in by_key.values())


def _summary(
    versions: Iterable[ScorecardVersion],
    counts: Mapping[VersionId, int],
    waiting: Mapping[VersionId, int],
    today: date,
) -> ScorecardSummary:
    ordered = sorted(versions, key=lambda version: version.number)
    newest = ordered[-1]
    listed = tuple(
        _version_summary(version, counts.get(version.id, 0), waiting.get(version.id, 0)) for version in ordered
    )
    begun = [shown for shown, version in zip(listed, ordered, strict=True) if version.is_in_force(today)]
    return ScorecardSummary(
        newest.scorecard_id, newest.scorecard_key, newest.title, listed, begun[-1] if begun else None
    )


def _version_summary(version: ScorecardVersion, n_evaluations: int, n_waiting: int) -> VersionSummary:
    return VersionSummary(
        version.id,
        version.number,
        version.state,
        n_criteria=len(version.criteria),
        n_critical=sum(criterion.critical is not None for criterion in version.criteria),
        published_at=version.published_at,
        n_evaluations=n_evaluations,
        in_force_from=version.in_force_from,
        retired_at=version.retired_at,
        n_waiting=n_waiting,
        n_saves=version.n_saves,
    )
