"""The JSON of `qa-desk agreement`; its names are a contract with scripts."""

from collections.abc import Mapping
from typing import Any

from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.questions import CallsNeeded, Comparison, Difference, Influences
from qa_desk.agreement.study.influence import Influence
from qa_desk.reports.rated_set import RatedSet
from qa_desk.reports.ratings_answers import Answers

MOST_INFLUENCES = 1000
"""Of each kind on each figure; a file of a million items has more than anybody reads."""


def set_document(rated: RatedSet, answers: Answers) -> dict[str, Any]:
    """One set: its figures, and what was asked beside."""
    analysis = rated.analysis
    sample = analysis.sample
    document: dict[str, Any] = {
        "file": rated.file,
        "items": sample.n_items,
        "raters": list(analysis.raters),
        "ratings": sample.n_ratings,
        "clusters": sample.n_clusters,
        "scale": analysis.scale,
        "categories": list(analysis.categories),
        "standard": analysis.standard,
        "statistics": {key: figure_document(key, figure) for key, figure in analysis.statistics.items()},
    }
    if rated.doubts:
        document["doubts"] = [{"kind": doubt.kind, "names": list(doubt.names)} for doubt in rated.doubts]
    if answers.influences:
        document["influence"] = _influences(answers.influences)
    if answers.width is not None:
        document["calls_needed"] = {"width": answers.width, "statistics": _needed(answers.needed)}
    return document


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Two sets: each figure as the difference second minus first, with both values beside."""
    return {
        "first": comparison.first,
        "second": comparison.second,
        "first_calls": comparison.n_first,
        "second_calls": comparison.n_second,
        "shared_calls": comparison.n_shared,
        "statistics": {key: _difference(key, each) for key, each in comparison.differences.items()},
    }


def figure_document(key: str, figure: Estimate) -> dict[str, Any]:
    """A figure as JSON: what it has, in full precision; what it lacks is left out, but for its value."""
    value = bool(figure.value) if key == "grr_interaction_removed" and figure.value is not None else figure.value
    parts: dict[str, Any] = {
        "value": value,
        "undefined": figure.undefined,
        "se": figure.se,
        "ci_low": figure.ci_low,
        "ci_high": figure.ci_high,
        "p_value": figure.p_value,
        "method": None if figure.undefined else figure.method,
        "n_items": figure.n_items,
        "n_raters": figure.n_raters,
        "n_ratings": figure.n_ratings,
        "n_clusters": figure.n_clusters,
        **{str(extra): number for extra, number in figure.extras.items()},
    }
    return {name: part for name, part in parts.items() if part is not None or name == "value"}


def _difference(key: str, each: Difference) -> dict[str, Any]:
    return {**figure_document(key, each.difference), "first": each.first.value, "second": each.second.value}


def _influences(influences: Influences) -> dict[str, Any]:
    return {
        key: {str(left): [_influence(each) for each in found[:MOST_INFLUENCES]] for left, found in of_key.items()}
        for key, of_key in influences.items()
    }


def _influence(each: Influence) -> dict[str, Any]:
    return {"name": each.name, "value": each.value, "change": each.change}


def _needed(needed: Mapping[str, CallsNeeded]) -> dict[str, Any]:
    return {key: {"now": each.now, "calls": each.calls, "more": each.more} for key, each in needed.items()}
