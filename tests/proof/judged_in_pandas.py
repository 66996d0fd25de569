"""Calibration once more, from sealed and settled answers: runs in the environment of the peers, on pandas alone."""

import json
from itertools import combinations

import krippendorff  # pyright: ignore[reportMissingImports] - of the peers alone
import numpy as np
import pandas as pd  # pyright: ignore[reportMissingImports] - of the peers alone
from issues_in_pandas import (  # pyright: ignore[reportMissingImports] - beside this file, where peers look first
    criteria_of,
    fraction,
)

ANSWERS = """
    SELECT e.session_id AS session, e.call_id AS call, e.version_id AS version, p.name AS inspector, a.id AS answer,
        a.criterion_key AS criterion, a.rating, a.na
    FROM evaluations e JOIN answers a ON a.evaluation_id = e.id JOIN people p ON p.id = e.inspector_id
    WHERE e.purpose = 'calibration' AND e.state = 'submitted' AND NOT e.sealed AND NOT e.late
"""
SETTLED = """
    SELECT s.session_id AS session, s.call_id AS call, n.version_id AS version, s.criterion_key AS criterion, s.rating,
        s.na, s.reasons
    FROM settled_answers s JOIN calibration_sessions n ON n.id = s.session_id
"""
SESSIONS = "SELECT id AS session, kind, state FROM calibration_sessions"
ITEM = ["session", "call", "criterion"]


class Judged:
    """One row an answer in `said` and in `settled`: what it came to (`verdict`), and the fraction of its points."""

    def __init__(self, database):
        criteria = criteria_of(database)
        self.titles = {
            key: dict(json.loads(title))["en"] for key, title in database.execute("SELECT key, title FROM criteria")
        }
        self.sessions = pd.read_sql(SESSIONS, database).set_index("session")
        said = pd.read_sql(ANSWERS, database)
        reasons = pd.read_sql("SELECT answer_id AS answer, reason_key FROM answer_reasons", database)
        noted = said["answer"].map(reasons.groupby("answer")["reason_key"].agg(list))
        said["reasons"] = [one if isinstance(one, list) else [] for one in noted]
        settled = pd.read_sql(SETTLED, database)
        settled["reasons"] = settled["reasons"].map(json.loads)
        self.said, self.settled = with_verdicts(said, criteria), with_verdicts(settled, criteria)
        held = self.sessions[self.sessions["state"].isin(["settled", "closed"]) & (self.sessions["kind"] == "panel")]
        self.settled = self.settled[self.settled["session"].isin(held.index)]
        both = self.said[self.said["session"].isin(held.index)]
        self.both = both.merge(
            self.settled[[*ITEM, "verdict", "fraction"]], on=ITEM, how="left", suffixes=("", "_settled")
        )


def with_verdicts(table, criteria):
    """With what each answer came to; what was not given is left out."""
    table = table[(table["na"] == 1) | table["rating"].notna()].merge(criteria, on=["version", "criterion"])
    given = zip(table["na"], table["rating"], strict=True)
    table["said"] = [None if na else json.loads(str(rating)) for na, rating in given]
    table["fraction"] = [np.nan if row.na else fraction(row) for row in table.itertuples()]
    failed = (table["fraction"] < 1.0) & ~table["bonus"].astype(bool)
    table["verdict"] = np.where(table["na"] == 1, "N/A", np.where(failed, "failed", "passed"))
    return table


def calibration(judged):
    """Agreement with what was settled and between inspectors, critical errors and severity."""
    both = judged.both
    with_settled = both[both["verdict_settled"].notna()]
    deviations = total_deviations(judged)
    return {
        "agreement": float((with_settled["verdict"] == with_settled["verdict_settled"]).mean()),
        "n_calls": int(both[["session", "call"]].drop_duplicates().shape[0]),
        "n_judgements": len(both),
        "criteria": {
            judged.titles[key]: {
                "agreement": float((own["verdict"] == own["verdict_settled"])[own["verdict_settled"].notna()].mean()),
                "between": between(own),
                "alpha": alpha(own),
            }
            for key, own in both.groupby("criterion")
        },
        "inspectors": {
            name: {**against_settled(own), **critical_errors(own[own["critical"].notna()])}
            for name, own in with_settled.groupby("inspector")
        },
        "severity": {name: float(own.mean()) for name, own in deviations.groupby("inspector")},
    }


def between(said):
    """Of the pairs of inspectors on a call and criterion, how many judged alike: the mean over these."""
    shares = []
    for _item, own in said.groupby(ITEM):
        counts = own["verdict"].value_counts()
        if len(own) > 1:
            shares.append((counts * (counts - 1)).sum() / (len(own) * (len(own) - 1)))
    return float(np.mean(shares))


def alpha(said):
    """Krippendorff's, of names."""
    wide = said.pivot_table(index="inspector", columns=ITEM, values="verdict", aggfunc="first")
    names = sorted(set(said["verdict"]))
    if len(names) < 2:
        return None
    codes = wide.apply(lambda column: column.map({name: place for place, name in enumerate(names)}))
    return float(krippendorff.alpha(codes.to_numpy(float), level_of_measurement="nominal"))


def against_settled(own):
    """One inspector's answers beside what was settled."""
    said, settled = own["verdict"], own["verdict_settled"]
    apart = own["fraction"] - own["fraction_settled"]
    return {
        "n_answers": len(own),
        "share": float((said == settled).mean()),
        "too_strict": int((apart < -1e-6).sum()),
        "too_lenient": int((apart > 1e-6).sum()),
        "na_confusion": int(((said == "N/A") != (settled == "N/A")).sum()),
    }


def critical_errors(own):
    """Failures missed, and false alarms, of how many."""
    said, settled = own["verdict"], own["verdict_settled"]
    return {
        "missed": [int(((said == "passed") & (settled == "failed")).sum()), int((settled == "failed").sum())],
        "alarms": [int(((said == "failed") & (settled == "passed")).sum()), int((settled == "passed").sum())],
    }


def total_deviations(judged):
    """Each inspector's score of each call minus the settled one."""
    settled = judged.settled.groupby(["session", "call"]).apply(total, include_groups=False)
    both = judged.both
    said = both.groupby(["session", "call", "inspector"]).apply(total, include_groups=False)
    return said - settled.reindex(said.index.droplevel("inspector")).to_numpy()


def total(answers):
    """Points reached of those that could be, with what was earned on top."""
    counted = answers[answers["critical"].isna() & answers["fraction"].notna()]
    reached = (counted["weight"] * counted["fraction"]).sum()
    possible = counted["weight"][~counted["bonus"].astype(bool)].sum()
    return min(100.0, 100 * reached / possible)


def families(judged):
    """Misses and false alarms of calls, by inspector and family."""
    own = judged.both[judged.both["critical"].notna() & judged.both["verdict_settled"].notna()]
    return {
        f"{name}, {family}-critical": critical_errors(part)
        for (name, family), part in own.groupby(["inspector", "critical"])
    }


def gauge_study(judged):
    """Of what everybody scored: all alike in all trials, all as settled; and who judged alike when asked again."""
    item = ["call", "criterion"]
    everybody = judged.said["inspector"].nunique()
    by_item = judged.said.groupby(item).agg(n=("verdict", "nunique"), who=("inspector", "nunique"))
    alike = by_item[by_item["who"] == everybody]["n"] == 1
    beside = judged.said.merge(judged.settled[[*item, "verdict"]], on=item, suffixes=("", "_settled"))
    beside["right"] = beside["verdict"] == beside["verdict_settled"]
    by_item = beside.groupby(item).agg(right=("right", "all"), who=("inspector", "nunique"))
    right = by_item[by_item["who"] == everybody]["right"]
    return {
        "alike": [int(alike.sum()), len(alike)],
        "as_settled": [int(right.sum()), len(right)],
        "within": within(judged),
    }


def within(judged):
    """Of what an inspector judged twice, how much alike."""
    is_again = judged.said["session"].isin(judged.sessions[judged.sessions["kind"] == "same_inspector"].index)
    twice = judged.said[is_again].merge(
        judged.said[~is_again], on=["call", "criterion", "inspector"], suffixes=("", "_first")
    )
    alike = twice["verdict"] == twice["verdict_first"]
    return {name: [int(own.sum()), len(own)] for name, own in alike.groupby(twice["inspector"])}


def minutes(judged, session):
    """One session: pairs that agreed, what was settled, agreement with it."""
    both = judged.both[judged.both["session"] == session]
    shares = [
        float((first["verdict"].to_numpy() == second["verdict"].to_numpy()).mean())
        for (_one, first), (_two, second) in combinations(both.sort_values(ITEM).groupby("inspector"), 2)
    ]
    return {
        "n_calls": int(both["call"].nunique()),
        "n_settled": int((judged.settled["session"] == session).sum()),
        "pairs": float(np.mean(shares)),
        "agreement": float((both["verdict"] == both["verdict_settled"]).mean()),
        "alpha": alpha(both),
        "done": {name: int(own["call"].nunique()) for name, own in both.groupby("inspector")},
    }


def drift(judged):
    """How far each inspector lies from what was settled: in % of a criterion's points, and in points of the score.

    Charts count in twentieths: whole points of the score up to 20, and 5 % of a criterion.
    """
    both = judged.both[judged.both["fraction"].notna() & judged.both["fraction_settled"].notna()]
    apart = 5 * np.rint(20 * (both["fraction"] - both["fraction_settled"]))
    found = {
        f"{name}, {judged.titles[key]}": [float(own.mean()), len(own)]
        for (name, key), own in apart.groupby([both["inspector"], both["criterion"]])
    }
    for name, own in np.rint(total_deviations(judged).clip(-20, 20)).groupby("inspector"):
        found[f"{name}, Total score"] = [float(own.mean()), len(own)]
    return found
