"""Disputes and tracked items once more, from rows: runs in the environment of the peers, on pandas alone."""

import json

import pandas as pd  # pyright: ignore[reportMissingImports] - of the peers alone
from issues_in_pandas import zone_of  # pyright: ignore[reportMissingImports] - beside this file, where peers look first

FEEDBACK = """
    SELECT f.id, f.state, f.released_at, f.answered_at, f.superseding_id, p.name AS inspector, u.path AS unit
    FROM feedback f JOIN evaluations e ON e.id = f.evaluation_id JOIN people p ON p.id = e.inspector_id
    JOIN calls c ON c.id = e.call_id LEFT JOIN units u ON u.id = c.unit_id
    WHERE f.released_at IS NOT NULL
"""
DISPUTED = ["disputed", "upheld", "overturned"]
RESOLVED = ["effect_shown", "no_effect_shown"]


def disputes(database, today):
    """What became of results: of all, by inspector and unit, by criterion, and after so many days."""
    told = pd.read_sql(FEEDBACK, database, parse_dates=["released_at", "answered_at"])
    answers = pd.read_sql("SELECT criterion_key, verdict FROM disputed_answers", database)
    titles = {key: dict(json.loads(title))["en"] for key, title in database.execute("SELECT key, title FROM criteria")}
    return {
        **outcomes(told),
        "decided": int(told["state"].isin(["upheld", "overturned"]).sum()),
        "inspectors": {name: outcomes(own) for name, own in told.groupby("inspector")},
        "units": {name: outcomes(own) for name, own in told.groupby("unit")},
        "criteria": {
            titles[key]: [len(own), int(own["verdict"].notna().sum()), int((own["verdict"] == "overturned").sum())]
            for key, own in answers.groupby("criterion_key")
        },
        "within": {str(days): answered_within(told, pd.Timedelta(days=days), today) for days in (1, 3, 7)},
    }


def outcomes(told):
    """Released, acknowledged, disputed, overturned."""
    return {
        "n_released": len(told),
        "acknowledged": int((told["state"] == "acknowledged").sum()),
        "disputed": int(told["state"].isin(DISPUTED).sum()),
        "overturned": int((told["state"] == "overturned").sum()),
    }


def answered_within(told, days, today):
    """Of results out that long, those answered by then."""
    old = told[told["released_at"] + days <= today]
    return [int((old["answered_at"] - old["released_at"] <= days).sum()), len(old)]


def tracked_items(database, today):
    """The board by state, what is overdue, what was solved this week, and of those due this month."""
    today = today.tz_localize("UTC").tz_convert(zone_of(database)).tz_localize(None)
    items = pd.read_sql("SELECT title, state, due_on, closed_at FROM tracked_items", database, parse_dates=["due_on"])
    closed = pd.to_datetime(items["closed_at"], format="mixed")
    monday = today.normalize() - pd.Timedelta(days=today.weekday())
    is_resolved = items["state"].isin(RESOLVED)
    of_month = (items["due_on"].dt.year == today.year) & (items["due_on"].dt.month == today.month)
    return {
        "states": items["state"].value_counts().to_dict(),
        "solved": int((is_resolved & (closed >= monday)).sum()),
        "overdue": int((~is_resolved & (items["state"] != "done") & (items["due_on"] < today.normalize())).sum()),
        "of_month": [int((of_month & (items["state"] == "effect_shown")).sum()), int(of_month.sum())],
        "standing": items.set_index("title")["state"].to_dict(),
    }
