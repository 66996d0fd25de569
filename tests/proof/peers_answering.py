"""Runs inside the peers' environment and answers for them: one question a line in JSON, one answer a line.

Nothing of QA Desk is imported here, so that the other packages stay an independent implementation.
"""

import contextlib
import json
import math
import resource
import sys
import warnings

import krippendorff
import numpy as np
import pandas as pd
import pingouin
from irrCAC.raw import CAC
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

MEMORY_LIMIT_BYTES = 6 << 30


def irrcac(ratings, categories, weights, coefficient):
    frame = pd.DataFrame(ratings, dtype=object if isinstance(categories[0], str) else float)
    found = getattr(CAC(frame, weights=weights, categories=categories, digits=15), coefficient)()["est"]
    low, high = found["confidence_interval"]
    return {
        "value": found["coefficient_value"],
        "se": found["se"],
        "ci_low": low,
        "ci_high": high,
        "p_value": found["p_value"],
    }


def irrcac_of_what_it_sees(ratings, weights, coefficient):
    """With the categories left to the package, which sorts them."""
    cac = CAC(pd.DataFrame(ratings), weights=weights, digits=15)
    found = getattr(cac, coefficient)()["est"]
    return {"value": found["coefficient_value"], "se": found["se"], "categories": cac.categories}


def krippendorff_alpha(ratings, domain, level):
    by_rater = np.array(ratings, dtype=float).T
    return {"value": krippendorff.alpha(by_rater, level_of_measurement=level, value_domain=domain)}


def krippendorff_on_totals(n_raters, n_items):
    totals = np.random.default_rng(1).normal(85, 8, (n_raters, n_items))
    return {"value": krippendorff.alpha(totals, level_of_measurement="interval")}


def statsmodels_cohen(counts, weights):
    found = cohens_kappa(np.array(counts), wt=weights)
    return {
        "value": found.kappa,
        "se": found.std_kappa,
        "ci_low": found.kappa_low,
        "ci_high": found.kappa_upp,
        "se0": found.std_kappa0,
        "p0": found.pvalue_two_sided,
    }


def statsmodels_fleiss_kappa(counts):
    return {"value": statsmodels_fleiss(np.array(counts))}


def sklearn_cohen(first, second, labels, weights):
    return {"value": cohen_kappa_score(first, second, labels=labels, weights=weights)}


def pingouin_icc(scores):
    rows = [(item, rater, score) for item, row in enumerate(scores) for rater, score in enumerate(row)]
    frame = pd.DataFrame(rows, columns=["item", "rater", "score"])
    found = pingouin.intraclass_corr(frame, targets="item", raters="rater", ratings="score")
    return {"values": found["ICC"].tolist(), "f": found["F"].tolist()}


ANSWERS = {
    each.__name__: each
    for each in (
        irrcac,
        irrcac_of_what_it_sees,
        krippendorff_alpha,
        krippendorff_on_totals,
        statsmodels_cohen,
        statsmodels_fleiss_kappa,
        sklearn_cohen,
        pingouin_icc,
    )
}


def plain(value):
    """The value as JSON holds it; what is not a finite number becomes its name."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, str) or value is None:
        return value
    number = float(np.asarray(value).reshape(-1)[0])
    return number if math.isfinite(number) else str(number)


def main():
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    answers = sys.stdout
    for line in sys.stdin:
        question = json.loads(line)
        with contextlib.redirect_stdout(sys.stderr):
            try:
                answer = plain(ANSWERS[question["ask"]](**question["about"]))
            except Exception as error:  # noqa: BLE001  # what a peer can't do is an answer too
                answer = {"error": type(error).__name__, "detail": str(error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
