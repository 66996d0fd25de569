"""What precision a draw will have, before anybody has scored a call of it."""

from collections.abc import Mapping, Sequence

import numpy as np

from qa_desk.measurement.drawing.places import Shares
from qa_desk.measurement.survey import margin_of_calls
from qa_desk.services.sampling_views import Expected

CENTRE = ""


def expected_of_centre(chances: Shares) -> Expected:
    """The precision of the whole: by the size that a simple random sample of the same precision would have.

    Args:
        chances: the probability of each call of the population, 0 where nothing is drawn of its stratum; such strata
            are not spoken for.

    Source:
        Weighting costs precision: in expectation the effective size is N² / Σ 1/π (Kish 1965, Survey Sampling, § 11.7).
    """
    return _expected(CENTRE, chances)


def expected_by(chances: Shares, names: Sequence[str], titles: Mapping[str, str] | None = None) -> tuple[Expected, ...]:
    """The precision of each part of the centre, of units or of agents; `names` has one entry a call, "" for none.

    With `titles` the parts are called by these.
    """
    kinds, part = np.unique(np.array(names, dtype=object).astype(str), return_inverse=True)
    return tuple(
        _expected((titles or {}).get(str(name), str(name)), chances[part == place])
        for place, name in enumerate(kinds)
        if name
    )


def _expected(name: str, chances: Shares) -> Expected:
    spoken_for = chances[chances > 0]
    n_calls = float(spoken_for.sum())
    if n_calls < 1:
        return Expected(name, len(spoken_for), n_calls, None)
    effective = len(spoken_for) ** 2 / float(np.sum(1.0 / spoken_for))
    return Expected(name, len(spoken_for), n_calls, margin_of_calls(effective, len(spoken_for)))
