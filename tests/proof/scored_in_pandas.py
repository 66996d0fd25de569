"""Reports of scored calls once more, from answers and draws: runs in the environment of the peers, on pandas alone."""

import json

import numpy as np
import pandas as pd  # pyright: ignore[reportMissingImports] - of the peers alone
from issues_in_pandas import (  # pyright: ignore[reportMissingImports] - beside this file, where peers look first
    NORMAL_975,
    answered,
)

CALLS = """
    SELECT c.id AS call, c.key, p.name AS agent, u.path AS unit, c.csat, c.csat_scale, c.complaint, d.draw_id AS draw,
        d.stratum
    FROM calls c LEFT JOIN people p ON p.id = c.agent_id LEFT JOIN units u ON u.id = c.unit_id
    LEFT JOIN draw_items d ON d.call_id = c.id
"""
LOW_SHARE, FEWEST = 0.4, 5


class Scored:
    """The calls of record: one row each in `calls`, one row an answer that applies in `answers`."""

    def __init__(self, database):
        every = answered(database)
        self.titles = {
            key: dict(json.loads(title))["en"] for key, title in database.execute("SELECT key, title FROM criteria")
        }
        self.answers = every[~every["bonus"].astype(bool)].copy()
        self.answers["failed"] = self.answers["fraction"] < 1.0
        calls = self.answers[["evaluation", "call", "day", "inspector"]].drop_duplicates()
        calls = calls.merge(pd.read_sql(CALLS, database), on="call").set_index("evaluation")
        day = pd.to_datetime(calls["day"])
        calls["week"] = (day - pd.to_timedelta(day.dt.weekday, unit="D")).dt.strftime("%Y-%m-%d")
        calls["score"] = score(every)
        own = every[(every["owner"] == "") | (every["fraction"] >= 1.0)]
        calls["agent_score"] = score(own)
        calls["weight"] = weights(database, calls)
        self.families = sorted(set(self.answers["critical"].dropna()))
        self.calls = calls
        for family in self.families:
            of_family = self.answers[self.answers["critical"] == family]
            by_call = of_family.groupby("evaluation")["failed"]
            calls[f"{family}_applied"] = by_call.size().reindex(calls.index, fill_value=0)
            calls[f"{family}_failures"] = by_call.sum().reindex(calls.index, fill_value=0)
        failures = calls[[f"{family}_failures" for family in self.families]]
        calls["has_failed"] = (failures > 0).any(axis=1)
        blamed = self.answers[self.answers["critical"].notna() & self.answers["failed"] & (self.answers["owner"] == "")]
        calls["agent_has_failed"] = calls.index.isin(blamed["evaluation"])


def score(answers):
    """Points reached of those that could be, 0…100, with what was earned on top."""
    counted = answers[answers["critical"].isna()]
    reached = (counted["weight"] * counted["fraction"]).groupby(counted["evaluation"]).sum()
    possible = counted["weight"].where(~counted["bonus"].astype(bool), 0.0).groupby(counted["evaluation"]).sum()
    return (100 * reached / possible).clip(upper=100.0)


def weights(database, calls):
    """For how many calls each one stands: those of its stratum by those of it that were scored."""
    sizes = {
        (draw, stratum[0]): stratum[1]
        for draw, strata in database.execute("SELECT id, strata FROM draws")
        for stratum in json.loads(strata)
    }
    stratum = pd.Series(list(zip(calls["draw"], calls["stratum"], strict=True)), index=calls.index)
    return stratum.map(sizes) / stratum.map(stratum.value_counts())


def mean(values, weight):
    """Σwy / Σw, None of nothing."""
    return float((values * weight).sum() / weight.sum()) if len(values) else None


def wilson(n_hit, n):
    """A share with its limits (Wilson 1927)."""
    share, z2 = n_hit / n, NORMAL_975**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    margin = NORMAL_975 * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return [share, middle - margin, middle + margin]


def trend(scored):
    """Each chart: what failed of how many, and its weeks between three standard errors."""
    calls, answers = scored.calls, scored.answers
    charts = {"All calls: a critical failure": chart(calls["has_failed"], calls["week"])}
    failures = answers.groupby("evaluation")["failed"].sum().reindex(calls.index)
    charts["All calls: failures of any criterion"] = chart(failures, calls["week"], is_rate=True)
    for family in scored.families:
        asked = calls[calls[f"{family}_applied"] > 0]
        charts[f"{family}-critical"] = chart(asked[f"{family}_failures"] > 0, asked["week"])
    for key, own in answers.groupby("criterion"):
        charts[scored.titles[key]] = chart(own["failed"], own["evaluation"].map(calls["week"]))
    return charts


def chart(hits, week, *, is_rate=False):
    """A p chart, or a u chart of counts."""
    table = hits.astype(float).groupby(week).agg(["sum", "size"])
    n_hit, n = float(table["sum"].sum()), int(table["size"].sum())
    centre = n_hit / n
    margin = 3 * np.sqrt((centre if is_rate else centre * (1 - centre)) / table["size"])
    return {
        "kind": "u" if is_rate else "p",
        "n_failed": n_hit,
        "n_calls": n,
        "share": None if is_rate else wilson(n_hit, n),
        "weeks": [
            [name, 100 * hit / size, int(size), 100 * max(0.0, centre - gap), 100 * (centre + gap)]
            for name, hit, size, gap in zip(table.index, table["sum"], table["size"], margin, strict=True)
        ],
    }


def scorecard_results(scored):
    """Scores and accuracies of the centre, of every unit with those below it, and of agents; the distribution."""
    calls = scored.calls
    paths = {
        " / ".join(path.split(" / ")[: depth + 1])
        for path in calls["unit"].unique()
        for depth in range(path.count(" / ") + 1)
    }
    bins = np.minimum(calls["score"] // 5 * 5, 95).astype(int).value_counts()
    return {
        "centre": part(scored, calls),
        "units": {path: part(scored, calls[(calls["unit"] + " / ").str.startswith(f"{path} / ")]) for path in paths},
        "agents": {name: part(scored, own) for name, own in calls.groupby("agent")},
        "bins": {str(low): int(n) for low, n in bins.items()},
    }


def part(scored, calls):
    """What is said of some calls."""
    found = {
        "n_calls": len(calls),
        "quality": mean(calls["score"], calls["weight"]),
        "agent_score": mean(calls["agent_score"], calls["weight"]),
        "passed": mean(~calls["has_failed"], calls["weight"]),
    }
    for family in scored.families:
        asked = calls[calls[f"{family}_applied"] > 0]
        failures, applied = asked[f"{family}_failures"], asked[f"{family}_applied"]
        found[family] = {
            "n_failed": int((failures > 0).sum()),
            "n_calls": len(asked),
            "calls": mean(failures == 0, asked["weight"]),
            "n_failures": int(failures.sum()),
            "n_opportunities": int(applied.sum()),
            "opportunities": mean(1 - failures / applied, asked["weight"] * applied),
        }
    return found


def sampling(scored, database):
    """Coverage of strata, units and agents, and scores weighted and plain."""
    drawn = pd.read_sql("SELECT draw_id, call_id AS call, stratum, dropped_at FROM draw_items", database)
    drawn = drawn.merge(pd.read_sql(CALLS, database)[["call", "agent", "unit"]], on="call")
    drawn["scored"] = drawn["call"].isin(scored.calls["call"])
    strata = pd.DataFrame(
        [one for (said,) in database.execute("SELECT strata FROM draws") for one in json.loads(said)],
        columns=["stratum", "n_population", "wanted", "n"],
    )
    calls = scored.calls
    # a stratum of an agent goes by the agent's key, and is told by name
    named = dict(database.execute("SELECT external_id, name FROM people"))
    return {
        "n_population": int(strata["n_population"].sum()),
        "n_drawn": len(drawn),
        "n_scored": int(drawn["scored"].sum()),
        "strata": {
            named.get(key, key): [int(own["n_population"].sum()), *counts(drawn[drawn["stratum"] == key])]
            for key, own in strata.groupby("stratum")
        },
        "units": {name: counts(own) for name, own in drawn.groupby("unit")},
        "agents": {name: counts(own) for name, own in drawn.groupby("agent")},
        "scores": {
            name: [len(own), mean(own["score"], own["weight"]), float(own["score"].mean())]
            for name, own in [("the centre", calls), *calls.groupby("unit")]
        },
    }


def counts(drawn):
    """Drawn and scored."""
    return [len(drawn), int(drawn["scored"].sum())]


def recognition(scored):
    """The raw figures of agents and units: calls, plain score, critical failures that agents caused."""
    calls = scored.calls.assign(
        theirs=scored.calls["agent_score"].where(~scored.calls["agent_has_failed"], scored.calls["score"])
    )
    return {
        kind: {
            name: [len(own), mean(own["theirs"], own["weight"]), int(own["agent_has_failed"].sum())]
            for name, own in calls.groupby(column)
        }
        for kind, column in (("agents", "agent"), ("units", "unit"))
    }


def customer_voice(scored):
    """What satisfaction and complaints go with."""
    calls = scored.calls
    answered_calls = calls[calls["csat"].notna()].copy()
    scale = answered_calls["csat_scale"].str.split("-", expand=True).astype(float)
    answered_calls["low"] = answered_calls["csat"] <= scale[1] * LOW_SHARE
    known = calls[calls["complaint"].notna()].assign(complaint=lambda table: table["complaint"].astype(bool))
    return {
        "n_calls": len(calls),
        "answered": wilson(len(answered_calls), len(calls)),
        "low": wilson(int(answered_calls["low"].sum()), len(answered_calls)),
        "complaints": wilson(int(known["complaint"].sum()), len(known)),
        "rank_correlation": float(answered_calls["score"].corr(answered_calls["csat"], method="spearman")),
        "low_area": area(answered_calls["score"], answered_calls["low"]),
        "complaint_area": area(known["score"], known["complaint"]),
        "low_csat": going_with(scored, answered_calls["low"]),
        "complaint": going_with(scored, known["complaint"]),
    }


def area(values, bad):
    """In how many pairs the bad call has the lower score, ties by half (Mann & Whitney)."""
    rank = values.rank()
    n_bad, n_good = int(bad.sum()), int((~bad).sum())
    return float((rank[~bad].sum() - n_good * (n_good + 1) / 2) / (n_bad * n_good))


def going_with(scored, bad):
    """By criterion: bad of those where it failed, bad of those where it passed."""
    answers = scored.answers[scored.answers["evaluation"].isin(bad.index)]
    answers = answers.assign(bad=answers["evaluation"].map(bad).astype(bool))
    found = {}
    for key, own in answers.groupby("criterion"):
        failed, passed = own[own["failed"]]["bad"], own[~own["failed"]]["bad"]
        found[scored.titles[key]] = [int(failed.sum()), len(failed), int(passed.sum()), len(passed)]
    return found


def agent_feedback(scored, database, agent):
    """What was released to one agent: scores, calls without a critical failure of theirs, and what was met."""
    released = pd.read_sql(
        "SELECT coalesce(superseding_id, evaluation_id) AS evaluation FROM feedback WHERE released_at IS NOT NULL",
        database,
    )
    calls = scored.calls[scored.calls["agent"] == agent]
    calls = calls[calls.index.isin(released["evaluation"])]
    answers = scored.answers[scored.answers["evaluation"].isin(calls.index)]
    return {
        "n_results": len(calls),
        "quality": float(calls["score"].mean()),
        "agent_score": float(calls["agent_score"].mean()),
        "passed": wilson(int((~calls["agent_has_failed"]).sum()), len(calls)),
        "met": {
            scored.titles[key]: [*wilson(n_met := int((~own["failed"]).sum()), len(own)), n_met, len(own)]
            for key, own in answers.groupby("criterion")
        },
        "results": calls.set_index("key")[["score", "agent_score"]].T.to_dict("list"),
    }


def training_pack(scored):
    """Calls failed, of calls, by criterion."""
    return {
        scored.titles[key]: [int(own["failed"].sum()), *wilson(int(own["failed"].sum()), len(own)), len(own)]
        for key, own in scored.answers.groupby("criterion")
    }


def standard_for_agents(database):
    """The reasons of each criterion with the points that they take off, form by form."""
    return {
        form: {
            one["key"]: [
                [dict(reason["title"])["en"], reason["points"] if one["scale"]["type"] == "deduction" else None]
                for reason in one["reasons"]
            ]
            for section in json.loads(definition)
            for one in section["criteria"]
        }
        for form, definition in database.execute(
            "SELECT s.key, v.definition FROM scorecards s JOIN scorecard_versions v ON v.scorecard_id = s.id"
        )
    }
