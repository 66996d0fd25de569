"""Main figures of every report once more, from rows alone: runs in the environment of the peers, on pandas.

python reports_in_pandas.py DATABASE NOW AGENT SESSION prints JSON, by report. Nothing of QA Desk is imported here and
no fact or extract is read, so that it stays an independent computation.
"""

import json
import sqlite3
import sys

import pandas as pd  # pyright: ignore[reportMissingImports] - of the peers alone
from answered_in_pandas import (  # pyright: ignore[reportMissingImports] - beside this file, where peers look first
    disputes,
    tracked_items,
)
from judged_in_pandas import (  # pyright: ignore[reportMissingImports]
    Judged,
    calibration,
    drift,
    families,
    gauge_study,
    minutes,
)
from scored_in_pandas import (  # pyright: ignore[reportMissingImports]
    Scored,
    agent_feedback,
    customer_voice,
    recognition,
    sampling,
    scorecard_results,
    standard_for_agents,
    training_pack,
    trend,
)


def main():
    file, now, agent, session = sys.argv[1:]
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    today = pd.Timestamp(now)
    scored, judged = Scored(database), Judged(database)
    found = {
        "trend": trend(scored),
        "scorecard_results": scorecard_results(scored),
        "sampling": sampling(scored, database),
        "recognition": recognition(scored),
        "customer_voice": customer_voice(scored),
        "agent_feedback": agent_feedback(scored, database, agent),
        "training_pack": training_pack(scored),
        "standard_for_agents": standard_for_agents(database),
        "calibration": calibration(judged),
        "families": families(judged),
        "gauge_study": gauge_study(judged),
        "minutes": minutes(judged, session),
        "drift": drift(judged),
        "disputes": disputes(database, today),
        "tracked_items": tracked_items(database, today),
    }
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main()
