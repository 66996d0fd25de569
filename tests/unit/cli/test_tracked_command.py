"""`qa-desk tracked`: how the week stands is said in words and in JSON; what came back is tested with its service."""

from tests.unit.cli.calling import Call


def test_the_week_is_said_against_its_targets(call: Call) -> None:
    said = call("tracked")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("Solved this week: 0 of 2 · overdue: 0 · nothing is due this month")


def test_scripts_read_the_same_and_that_nothing_came_back(call: Call) -> None:
    document = call("tracked", "--json").document
    assert document["reopened"] == []
    assert (document["n_solved"], document["goal_per_week"], document["goal_resolve_rate"]) == (0, 2, 0.7)
    assert document["resolve_rate"] is None
