"""Common issues of a workspace once more, from its answers: runs in the environment of the peers, on pandas alone.

python issues_in_pandas.py DATABASE FIRST LAST prints JSON. Nothing of QA Desk is imported here and no fact or extract
is read, so that it stays an independent computation.
"""

import json
import sqlite3
import sys

import numpy as np
import pandas as pd  # pyright: ignore[reportMissingImports] - of the peers alone

NORMAL_975 = 1.959963984540054

EVALUATIONS = """
    SELECT e.id AS evaluation, e.call_id AS call, e.version_id AS version, e.purpose, a.assigned_at,
        coalesce(scorer.inspector_id, e.inspector_id) AS inspector, scorer.inspector_id IS NOT NULL AS supersedes,
        coalesce(c.started_at, e.submitted_at) AS moment
    FROM evaluations e JOIN assignments a ON a.id = e.assignment_id JOIN calls c ON c.id = e.call_id
    LEFT JOIN feedback f ON f.superseding_id = e.id LEFT JOIN evaluations scorer ON scorer.id = f.evaluation_id
    WHERE e.state = 'submitted' AND e.mode = 'sampled' AND e.purpose IN ('routine', 'overlap') AND NOT e.sealed
        AND e.assignment_id NOT IN (SELECT assignment_id FROM true_purposes)
"""
ANSWERS = """
    SELECT n.id AS answer, n.evaluation_id AS evaluation, n.criterion_key AS criterion, n.rating, n.na,
        coalesce(d.name, u.path, '') AS owner
    FROM answers n LEFT JOIN departments d ON d.id = n.cause_owner_id LEFT JOIN units u ON u.id = n.cause_owner_id
"""
VERSIONS = "SELECT v.id AS version, v.number, v.definition FROM scorecard_versions v"


def criteria_of(database):
    """A row a criterion of each version."""
    rows = []
    for version, number, definition in database.execute(VERSIONS):
        for section in json.loads(definition):
            for one in section["criteria"]:
                scale = one["scale"]
                top = scale.get("max") or max((level["points"] for level in scale.get("levels", ())), default=1.0)
                rows.append(
                    {
                        "version": version, "number": number, "criterion": one["key"], "weight": one["weight"],
                        "critical": one["critical"], "bonus": one["bonus"], "kind": scale["type"], "top": top,
                        "needs": (one["shown_when"] or {}).get("criterion"),
                        "needed": json.dumps((one["shown_when"] or {}).get("value")),
                        "taken_off": {reason["key"]: reason["points"] for reason in one["reasons"]},
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def zone_of(database):
    """The zone that the centre's days are of."""
    found = database.execute(
        "SELECT value FROM centre_settings WHERE key = 'time_zone' ORDER BY valid_from DESC LIMIT 1"
    )
    return json.loads(found.fetchone()[0])


def rated(database):
    """A row an answer that applies and is no bonus: fraction reached, weight, reasons, day."""
    table = answered(database)
    return table[~table["bonus"].astype(bool)].copy()


def answered(database):
    """The same with what was earned on top."""
    found = pd.read_sql(EVALUATIONS, database)
    found["is_overlap"] = found["purpose"] == "overlap"
    order = ["call", "supersedes", "is_overlap", "assigned_at", "evaluation"]
    found = found.sort_values(order, ascending=[True, False, True, True, True]).drop_duplicates("call")
    moment = pd.to_datetime(found["moment"], format="mixed").dt.tz_localize("UTC").dt.tz_convert(zone_of(database))
    found["day"] = moment.dt.strftime("%Y-%m-%d")
    answers = pd.read_sql(ANSWERS, database)
    reasons = pd.read_sql("SELECT answer_id AS answer, reason_key FROM answer_reasons", database)
    answers["reasons"] = answers["answer"].map(reasons.groupby("answer")["reason_key"].agg(list))
    answers["reasons"] = [one if isinstance(one, list) else [] for one in answers["reasons"]]
    table = found.merge(answers, on="evaluation").merge(criteria_of(database), on=["version", "criterion"])
    table = table[(table["na"] == 0) & table["rating"].notna()]
    table = table.assign(said=[json.loads(str(one)) for one in table["rating"]])
    said = table.set_index(["evaluation", "criterion"])["said"].map(json.dumps)
    shown = [
        not isinstance(needs, str) or said.get((evaluation, needs)) == needed
        for evaluation, needs, needed in zip(table["evaluation"], table["needs"], table["needed"], strict=True)
    ]
    table = table[np.array(shown)].copy()
    table["fraction"] = [fraction(row) for row in table.itertuples()]
    return table


def fraction(row):
    """What of the most that could be reached was."""
    if row.kind == "pass_fail":
        return 1.0 if row.said is True else 0.0
    if row.kind == "deduction":
        return max(0.0, row.top - sum(row.taken_off[key] for key in row.reasons)) / row.top
    return float(row.said) / row.top


def share(part, whole):
    """Σ part / Σ whole over calls with its limits from the residuals of calls (Cochran 1977, § 2.11)."""
    if whole.sum() <= 0:
        return None
    ratio = part.sum() / whole.sum()
    residual = ((part - ratio * whole) ** 2).sum()
    margin = NORMAL_975 * np.sqrt(residual / (len(whole) * (len(whole) - 1))) / whole.mean()
    return [ratio, max(0.0, ratio - margin), min(1.0, ratio + margin)]


def figures(table, first, last):
    """What the board says of these days."""
    table = table[(table["day"] >= first) & (table["day"] <= last)].copy()
    calls = table["evaluation"].drop_duplicates()
    if calls.empty:
        return {"n_calls": 0, "criteria": {}}
    counted = table["critical"].isna()
    weights = table[counted].groupby("evaluation")["weight"].sum()
    table["failed"] = table["fraction"] < 1.0
    table["points"] = np.where(
        counted & table["failed"],
        100 * table["weight"] * (1 - table["fraction"]) / table["evaluation"].map(weights),
        0.0,
    )
    failed = table[table["failed"]]

    def by_call(values):
        return values.groupby(failed["evaluation"]).sum().reindex(calls, fill_value=0.0).astype(float)

    whole, critical = by_call(failed["points"]), by_call(failed["critical"].notna().astype(float))
    criteria = {}
    for key, own in table.groupby("criterion"):
        mine = failed["criterion"] == key
        row = {
            "n_calls": len(own),
            "n_failed": int(mine.sum()),
            "points": float(failed["points"][mine].sum()),
            "points_share": share(by_call(failed["points"].where(mine, 0.0)), whole),
            "owners": failed["owner"][mine].value_counts().to_dict(),
            "reasons": {},
        }
        if own["critical"].notna().any():
            row["critical_share"] = share(by_call(mine.astype(float)), critical)
        for reason in sorted({one for reasons in failed["reasons"][mine] for one in reasons}):
            parts = [
                points / len(reasons) if reason in reasons else 0.0
                for points, reasons in zip(failed["points"], failed["reasons"], strict=True)
            ]
            noted = sum(reason in reasons for reasons in failed["reasons"][mine])
            lost = pd.Series(parts, index=failed.index).where(mine, 0.0)
            row["reasons"][reason] = [noted, float(lost.sum()), share(by_call(lost), whole)]
        criteria[key] = row
    return {
        "n_calls": len(calls),
        "n_inspectors": int(table["inspector"].nunique()),
        "points_lost": float(whole.sum()),
        "criteria": criteria,
    }


def main():
    file, first, last = sys.argv[1:]
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    table = rated(database)
    n_days = (pd.Timestamp(last) - pd.Timestamp(first)).days + 1
    earlier = [(pd.Timestamp(day) - pd.Timedelta(days=n_days)).strftime("%Y-%m-%d") for day in (first, last)]
    print(json.dumps({"now": figures(table, first, last), "before": figures(table, *earlier)}))  # noqa: T201


if __name__ == "__main__":
    main()
