"""What is asked of a set of ratings: level of measurement, categories, weights, kind of interval."""

from dataclasses import dataclass

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.chance.linearised import DEFAULT, Settings

DEFAULT_STANDARD = "STANDARD"
"""The rater whose ratings are the settled answers, where no other is named."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is known about the ratings, and what is asked of them.

    Args:
        scale: level of measurement.
        categories: all categories in their order, or None for the observed ones.
        positive: the category that means "good", for misses and false alarms.
        weightings: names of `weights.WEIGHTINGS`.
        custom: agreement weights of one's own, in the order of the categories, or None.
        standard: name of the reference rater.
        gauge: whether to run the gauge study of measured values.
        settings: confidence and kind of standard error.
        resamples: how many bootstrap resamples; 0 for none.
        seed: of the bootstrap.
    """

    scale: Metric = Metric.NOMINAL
    categories: tuple[str, ...] | None = None
    positive: str | None = None
    weightings: tuple[str, ...] = ()
    custom: FloatArray | None = None
    standard: str = DEFAULT_STANDARD
    gauge: bool = False
    settings: Settings = DEFAULT
    resamples: int = 0
    seed: int = 0
