"""Words along an axis: each in a row where it runs into no other."""

from qa_desk.reports.axis import rows_apart


def test_words_that_do_not_touch_stand_in_one_row() -> None:
    assert rows_apart([]) == []
    assert rows_apart([(0, 10), (10, 20), (25, 30)]) == [0, 0, 0]


def test_words_that_would_touch_the_next_stand_above_them() -> None:
    assert rows_apart([(0, 30), (10, 25), (20, 40)]) == [2, 1, 0]
    assert rows_apart([(0, 12), (10, 18), (20, 40)]) == [1, 0, 0]
