"""Sittings of people whose true error rate is known, to hold the error rates of pass rules against."""

import numpy as np

from qa_desk.measurement.pass_rule import PassRule


def share_passing(rule: PassRule, error_rate: float, n_sittings: int, rng: np.random.Generator) -> float:
    """How many of so many sittings are passed, judgement by judgement."""
    errors = (rng.random((n_sittings, rule.n_judgements)) < error_rate).sum(axis=1)
    return float((errors <= rule.n_allowed).mean())
