"""Totals given again by the same inspectors: how much of a score is the call, the inspector, both, and repetition."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from qa_desk.agreement.estimate import Estimate, Sample, Undefined, undefined
from qa_desk.agreement.replicates import balanced_part, repeat_deviation
from qa_desk.agreement.study.gauge import KEYS, gauge_of_scores
from qa_desk.agreement.table import index_clusters
from qa_desk.services.figures.facts import CalibrationFacts, Numbers, Places


class Source(StrEnum):
    """Where differences between totals come from; the gauge is repetition and who scored it together."""

    CALL = "part"
    GAUGE = "gauge"
    REPETITION = "repeatability"
    REPRODUCTION = "reproducibility"
    INSPECTOR = "operator"
    INTERACTION = "interaction"
    WHOLE = "total"


@dataclass(frozen=True, slots=True)
class Component:
    """One source: its standard deviation in points, and its share of the variance and of the spread of the whole.

    Shares of the variance add up; those of the spread (study variation) do not.
    """

    source: Source
    deviation: float
    of_variance: float
    of_spread: float


@dataclass(frozen=True, slots=True)
class GaugeCount:
    """Of how many calls, inspectors and scores of each call by each; of scores that were given again."""

    n_calls: int
    n_inspectors: int
    n_trials: int


@dataclass(frozen=True, slots=True)
class ReplicatedTotals:
    """The variable gauge study of totals: `figures` are those of `gauge_statistics`, by key.

    It stands on the part that the same inspectors all scored equally often: `kept` of what was scored again at all,
    `found`. `repeat` is how far an inspector's own totals of a call scatter, in points, on everything scored again.
    """

    figures: dict[str, Estimate]
    kept: GaugeCount
    found: GaugeCount
    repeat: Estimate

    @property
    def undefined(self) -> Undefined | None:
        """Why there is no study."""
        return self.figures["grr_var"].undefined

    @property
    def components(self) -> tuple[Component, ...]:
        """The whole and its sources; empty where there is no study."""
        if self.undefined is not None:
            return ()
        whole = self._variance(Source.WHOLE)
        return tuple(
            Component(source, math.sqrt(own), own / whole, math.sqrt(own / whole))
            for source in Source
            for own in (self._variance(source),)
        )

    @property
    def n_levels(self) -> int | None:
        """How many levels of quality the totals can tell apart; None where nothing differs but the calls."""
        figure = self.figures["grr_ndc"]
        return None if figure.value is None else round(figure.value)

    @property
    def is_interaction_shown(self) -> bool:
        """Whether inspectors differ more on some calls than on others; what is not shown joins repetition."""
        return self.figures["grr_interaction_removed"].value == 0.0

    def _variance(self, source: Source) -> float:
        key = "grr_var" if source is Source.GAUGE else f"grr_{source.value}_var"
        return self.figures[key].value or 0.0


def replicated_totals(facts: CalibrationFacts) -> ReplicatedTotals:
    """The study of all lines of calls that somebody scored twice; scores of different forms are not compared."""
    scores, calls = _scores(facts)
    n_trials = (~np.isnan(scores)).sum(axis=2)
    again = n_trials >= 2
    found = GaugeCount(
        len(np.unique(calls[again.any(axis=1)])),
        int(np.count_nonzero(again.any(axis=0))),
        int(n_trials.max(initial=0)),
    )
    clusters = index_clusters(calls)
    assert clusters is not None, "every score has its call"
    repeat = repeat_deviation(scores, clusters)
    part = balanced_part(scores)
    if part is None:
        reason = Undefined.UNBALANCED if again.any() else Undefined.NO_TRIALS
        figures = dict.fromkeys(KEYS, undefined(reason, Sample(0, 0, 0)))
        return ReplicatedTotals(figures, GaugeCount(0, 0, 0), found, repeat)
    n_parts, n_operators, n_scores = part.scores.shape
    sample = Sample(n_parts, n_operators, part.scores.size, len(np.unique(calls[part.parts])))
    kept = GaugeCount(len(np.unique(calls[part.parts])), n_operators, n_scores)
    return ReplicatedTotals(gauge_of_scores(part.scores, sample), kept, found, repeat)


def _scores(facts: CalibrationFacts) -> tuple[Numbers, Places]:
    """Totals of shape (calls on a form, inspectors, trials), NaN for none, and the call of each row.

    Lines are in order of time, so that the first of a cell is the first trial.
    """
    key = facts.call * max(1, len(facts.versions)) + facts.version
    scored = np.flatnonzero(~np.isnan(facts.scores))
    keys, row = np.unique(key[scored], return_inverse=True)
    calls: Places = np.asarray(keys // max(1, len(facts.versions)), dtype=np.intp)
    counted: dict[tuple[int, int], int] = {}
    places: list[tuple[int, int, int]] = []
    for line, own in zip(scored.tolist(), row.tolist(), strict=True):
        cell = (own, int(facts.inspector[line]))
        nth = counted.get(cell, 0)
        counted[cell] = nth + 1
        places.append((*cell, nth))
    scores = np.full((len(keys), len(facts.inspectors), max(counted.values(), default=1)), np.nan)
    for (own, inspector, nth), line in zip(places, scored.tolist(), strict=True):
        scores[own, inspector, nth] = facts.scores[line]
    return scores, calls
