"""`make bench`: whether the editor of a form of 100 criteria opens and answers each key as fast as it should."""

from tests.benchmarks import editor


def test_the_editor_of_a_form_of_100_criteria_answers_at_once() -> None:
    assert editor.main() == 0
