"""Coverage of intervals of a share whose decisions hang together in calls: which one QA Desk uses, and why.

python -m tests.benchmarks.agreement_shares [REPLICATIONS]; seeded; prints the table of docs/statistics.md. The model:
each call has its own share of right answers (beta, so that answers of one call correlate), and five to fifteen of them.
"""

import math
import sys
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from qa_desk.agreement.chance.linearised import DEFAULT
from qa_desk.agreement.estimate import Estimate, Extra, Method
from qa_desk.agreement.intervals import clopper_pearson, t_quantile
from qa_desk.agreement.shares import ratio_of_sums

SEED = 20260214
N_CALLS = (3, 10, 30, 100)
SHARES = (0.5, 0.9, 0.99)
CORRELATION = 0.1
CONFIDENCE = DEFAULT.confidence


@dataclass(frozen=True, slots=True)
class Held:
    """How often each interval held the true share, and how wide it was on average."""

    coverage: dict[str, float]
    width: dict[str, float]


def main(replications: int) -> None:
    """Print a row for each true share and number of calls."""
    for share in SHARES:
        for n_calls in N_CALLS:
            held = simulate(share, n_calls, replications)
            cells = (f"{100 * held.coverage[name]:.0f} ({held.width[name]:.2f})" for name in held.coverage)
            sys.stdout.write(f"| {share} | {n_calls} | {' | '.join(cells)} |\n")


def simulate(share: float, n_calls: int, replications: int) -> Held:
    """Coverage and mean width of every interval for one true share and number of calls."""
    generator = np.random.default_rng([SEED, n_calls, round(1000 * share)])
    spread = (1.0 - CORRELATION) / CORRELATION
    covered: dict[str, list[bool]] = {}
    widths: dict[str, list[float]] = {}
    for _ in range(replications):
        whole = generator.integers(5, 16, n_calls)
        part = generator.binomial(whole, generator.beta(share * spread, (1.0 - share) * spread, n_calls))
        figure = ratio_of_sums(part.astype(float), whole.astype(float), np.arange(n_calls), DEFAULT, n_raters=1)
        for name, (low, high) in intervals(figure).items():
            covered.setdefault(name, []).append(low <= share <= high)
            widths.setdefault(name, []).append(high - low)
    return Held(
        {name: float(np.mean(answers)) for name, answers in covered.items()},
        {name: float(np.mean(answers)) for name, answers in widths.items()},
    )


def intervals(figure: Estimate) -> dict[str, tuple[float, float]]:
    """The candidates on one sample; the last is the product's own."""
    assert figure.value is not None
    assert figure.se is not None
    assert figure.ci_low is not None
    assert figure.ci_high is not None
    margin = t_quantile((1.0 + CONFIDENCE) / 2.0, figure.n_calls - 1) * figure.se
    matched, inspected = figure.extras[Extra.MATCHED], figure.extras[Extra.INSPECTED]
    own = (figure.ci_low, figure.ci_high)
    return {
        "t": (figure.value - margin, figure.value + margin),
        "as if independent": clopper_pearson(round(matched), round(inspected)),
        "Korn–Graubard": own if figure.method is Method.WILSON else korn_graubard(figure, inspected),
        "clustered_wilson": own,
    }


def korn_graubard(figure: Estimate, inspected: float) -> tuple[float, float]:
    """The exact interval on the effective number of decisions, adjusted for degrees of freedom.

    Source:
        Korn & Graubard (1998), Survey Methodology 24.
    """
    assert figure.value is not None
    assert figure.se is not None
    share, tail = figure.value, (1.0 - CONFIDENCE) / 2.0
    effective = min(inspected, share * (1.0 - share) / figure.se**2) if figure.se > 0.0 else inspected
    effective *= (t_quantile(1.0 - tail, inspected - 1) / t_quantile(1.0 - tail, figure.n_calls - 1)) ** 2
    right, wrong = share * effective, (1.0 - share) * effective
    low, high = betaincinv(right, wrong + 1.0, tail), betaincinv(right + 1.0, wrong, 1.0 - tail)
    assert math.isfinite(low + high)
    return float(low), float(high)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4000)
