"""Runs inside the peers' environment: how long each package takes for its figure; JSON on standard output.

Usage: peers_timing.py RATINGS.npy TOTALS.npy. Nothing of QA Desk is imported here. Each peer gets its data in the form
it likes best, made before the clock runs.
"""

import json
import statistics
import sys
import time
import warnings

import krippendorff
import numpy as np
import pandas as pd
import pingouin
from irrCAC.raw import CAC
from statsmodels.stats.inter_rater import aggregate_raters
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

_RUNS = 3


def main():
    warnings.simplefilter("ignore")
    ratings, totals = np.load(sys.argv[1]), np.load(sys.argv[2])
    by_rater, frame = ratings.T, pd.DataFrame(ratings)
    complete = np.nan_to_num(ratings, nan=1.0).astype(int)
    scores = pd.DataFrame(
        [(item, rater, score) for item, row in enumerate(totals) for rater, score in enumerate(row)],
        columns=["item", "rater", "score"],
    )
    work = {
        "krippendorff, nominal alpha": lambda: krippendorff.alpha(by_rater, level_of_measurement="nominal"),
        "irrCAC, Gwet's AC1 with its interval": lambda: CAC(frame, digits=15).gwet(),
        "irrCAC, Fleiss' kappa with its interval": lambda: CAC(frame, digits=15).fleiss(),
        "statsmodels, Fleiss' kappa, complete, no interval": lambda: statsmodels_fleiss(aggregate_raters(complete)[0]),
        "pingouin, the ICCs with intervals": lambda: pingouin.intraclass_corr(scores, "item", "rater", "score"),
    }
    json.dump({name: median_ms(each) for name, each in work.items()}, sys.stdout)


def median_ms(work):
    work()
    times = []
    for _run in range(_RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times)


if __name__ == "__main__":
    main()
