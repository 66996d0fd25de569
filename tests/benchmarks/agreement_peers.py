"""The agreement engine beside other packages, each in its own environment: python -m tests.benchmarks.agreement_peers.

QA_DESK_PEERS_PYTHON names the interpreter that has them; `make bench` sets it up. Exits 1 where a peer is faster.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.chance.fleiss import fleiss_kappa
from qa_desk.agreement.chance.gwet import gwet_ac
from qa_desk.agreement.chance.krippendorff import krippendorff_alpha
from qa_desk.agreement.interval.icc import intraclass_correlations
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.table import RatingTable
from tests.benchmarks import agreement_bounds as bounds
from tests.benchmarks.agreement_speed import median_ms

PYTHON = Path(os.environ.get("QA_DESK_PEERS_PYTHON", Path(__file__).parents[2] / ".venv-peers" / "bin" / "python"))
_N_ITEMS, _N_SCORED = 10_000, 200


def main() -> int:
    """Print how many times as long each peer takes as ours, with intervals that several of them lack."""
    ratings, totals = bounds.ratings(_N_ITEMS), bounds.totals(_N_SCORED, 5)
    peers = _peers_ms(ratings, totals)
    print(f"10 raters × {_N_ITEMS} items, a fifth missing; ICCs: 5 × {_N_SCORED}")  # noqa: T201
    n_slower = 0
    for name, ours in _ours(ratings, totals).items():
        our_ms = median_ms(ours)
        n_slower += our_ms > peers[name]
        print(f"{name:52} {peers[name]:9.2f} ms, QA Desk {our_ms:7.2f} ms: {peers[name] / our_ms:7.1f} ×")  # noqa: T201
    return int(n_slower > 0)


def _ours(ratings: FloatArray, totals: FloatArray) -> dict[str, Callable[[], object]]:
    """The same figures by the peers' names, from the raw matrix, with standard error and interval."""
    complete = np.nan_to_num(ratings, nan=1.0)
    return {
        "krippendorff, nominal alpha": lambda: krippendorff_alpha(RatingTable.from_matrix(ratings)),
        "irrCAC, Gwet's AC1 with its interval": lambda: gwet_ac(RatingTable.from_matrix(ratings)),
        "irrCAC, Fleiss' kappa with its interval": lambda: fleiss_kappa(RatingTable.from_matrix(ratings)),
        "statsmodels, Fleiss' kappa, complete, no interval": lambda: fleiss_kappa(RatingTable.from_matrix(complete)),
        "pingouin, the ICCs with intervals": lambda: intraclass_correlations(ScoreTable.of(totals)),
    }


def _peers_ms(ratings: FloatArray, totals: FloatArray) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "ratings.npy", Path(folder) / "totals.npy"]
        for file, matrix in zip(files, (ratings, totals), strict=True):
            np.save(file, matrix)
        timing = Path(__file__).with_name("peers_timing.py")
        told = subprocess.run([PYTHON, timing, *files], capture_output=True, text=True, check=True).stdout
    return json.loads(told)


if __name__ == "__main__":
    sys.exit(main())
