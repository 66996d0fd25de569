"""Coverage of the intervals, simulated: how often a nominal 95 % interval holds the truth. Seeded; prints a table.

python -m tests.benchmarks.agreement_coverage [REPLICATIONS]. The model: each criterion has a truth, passed with the
prevalence; each of three inspectors finds it with the same accuracy, else answers at random by prevalence. In clustered
data ten criteria of one call share how hard the call is. The true value is the figure on a very large sample.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from qa_desk.agreement.bootstrap import Resampling, with_bootstrap
from qa_desk.agreement.chance import STATISTICS, Statistic
from qa_desk.agreement.estimate import Estimate, Method
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.verdict import verdict, with_believable_limits
from qa_desk.agreement.weights import identity_weights

SEED = 20260101
CRITERIA = 10
N_CALLS = (10, 30, 100, 300)
KEYS = ("percent_agreement", "gwet_ac1", "krippendorff_alpha:nominal")


@dataclass(frozen=True, slots=True)
class World:
    """Where ratings come from."""

    prevalence: float
    has_clusters: bool

    def table(self, n_calls: int, generator: np.random.Generator) -> RatingTable:
        """Ratings of three inspectors on this many calls."""
        n = n_calls * (CRITERIA if self.has_clusters else 1)
        calls = np.repeat(np.arange(n_calls), n // n_calls)
        truth = generator.random(n) >= self.prevalence
        accuracy = np.full(n, 0.8)
        if self.has_clusters:
            accuracy = generator.beta(8.0 * 0.8 / 2, 8.0 * 0.2 / 2, n_calls)[calls]
        guesses = generator.random((n, 3)) >= self.prevalence
        codes = np.where(generator.random((n, 3)) < accuracy[:, None], truth[:, None], guesses).astype(np.int8)
        clusters = calls if self.has_clusters else None
        return RatingTable.from_codes(codes, categories=("pass", "fail"), clusters=clusters)


def main(replications: int) -> None:
    """Print one row per world, size and statistic: coverage of each interval."""
    for world in (World(p, c) for c in (False, True) for p in (0.5, 0.99)):
        truth = world.table(200_000, np.random.default_rng(SEED))
        for statistic in (s for s in STATISTICS if s.key in KEYS):
            true_value = statistic.compute(truth).value
            assert true_value is not None, "the large sample uses both categories"
            for n_calls in N_CALLS:
                shares = coverage(world, statistic, true_value, n_calls, replications)
                kind = "clustered" if world.has_clusters else "alone"
                row = "  ".join(f"{name} {share:6.1%}" for name, share in shares.items())
                line = f"{kind:9} pass {world.prevalence:4.0%}  {statistic.key:26} calls {n_calls:3d}  {row}"
                sys.stdout.write(f"{line}\n")


def coverage(
    world: World, statistic: Statistic, true_value: float, n_calls: int, replications: int
) -> dict[str, float]:
    """Share of intervals that hold the truth, among the samples in which the figure has an interval, and that share."""
    held: dict[str, list[bool]] = {}
    for replication in range(replications):
        generator = np.random.default_rng([SEED, n_calls, replication])
        table = world.table(n_calls, generator)
        for name, figure in _intervals(table, statistic, generator):
            if figure.ci_low is not None and figure.ci_high is not None:
                held.setdefault(name, []).append(figure.ci_low <= true_value <= figure.ci_high)
    defined = len(held.get("t", [])) / replications
    return {name: float(np.mean(answers)) for name, answers in held.items()} | {"defined": defined}


def _intervals(
    table: RatingTable, statistic: Statistic, generator: np.random.Generator
) -> Iterator[tuple[str, Estimate]]:
    figure = statistic.compute(table)
    yield "t", figure
    if statistic.key == "percent_agreement":
        judged = verdict(figure, 0.9)
        yield "verdict", replace(figure, ci_low=judged.ci_low, ci_high=judged.ci_high)
    else:
        yield "shown", with_believable_limits(figure)
    if table.clusters is not None:
        yield "independent", statistic.compute(replace(table, clusters=None))
    assert statistic.sums is not None, "every statistic compared here has sums"
    if figure.value is not None:
        sums = statistic.sums(table, identity_weights(2))
        for name, method in (("percentile", Method.BOOTSTRAP_PERCENTILE), ("BCa", Method.BOOTSTRAP_BCA)):
            yield name, with_bootstrap(figure, sums, Resampling(400, method), generator)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
