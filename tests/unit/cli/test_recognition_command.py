"""`qa-desk recognition`: the rules are said, and others hold from the day given."""

from tests.unit.cli.calling import Call


def test_rules_are_set_from_a_day_on_and_the_others_stay(call: Call) -> None:
    assert call("recognition", "--json").document["since"] is None
    assert call("recognition", "--from", "2031-01-01", "--fewest-calls", "12", "--excludes-critical").status == 0
    later = call("recognition", "--from", "2031-02-01", "--json").document
    assert (later["since"], later["fewest_calls"], later["fewest_calls_of_unit"]) == ("2031-01-01", 12, 30)
    assert call("recognition", "--json").document["fewest_calls"] == 8


def test_the_rules_are_said_in_sentences(call: Call) -> None:
    said = call("recognition")
    assert "Eligible are agents with at least 8 counted calls" in said.out


def test_impossible_rules_are_refused(call: Call) -> None:
    refused = call("recognition", "--grade-bounds", "70", "80", "90")
    assert refused.status == 2
    assert "an A above a B above a C" in refused.err
