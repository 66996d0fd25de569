"""Time counts while there are signs of work, and only then."""

import pytest

from qa_desk.gui.desk.work_clock import STILL_WORKING_S, WorkClock


class Clock:
    """Stands until it is set on."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    """A clock of the test's own."""
    return Clock()


@pytest.fixture
def work(clock: Clock) -> WorkClock:
    """Somebody has just opened a draft."""
    made = WorkClock(clock)
    made.begin()
    return made


def pass_time(clock: Clock, work: WorkClock, seconds: int, *, is_there: bool = True) -> None:
    """Look once a second."""
    for _second in range(seconds):
        clock.now_s += 1
        work.look(is_there=is_there)


def test_opening_is_a_sign_and_holds_for_a_minute(clock: Clock, work: WorkClock) -> None:
    pass_time(clock, work, 30)
    assert work.counted_s == 30
    pass_time(clock, work, 600)
    assert work.counted_s == STILL_WORKING_S


def test_every_sign_makes_it_go_on(clock: Clock, work: WorkClock) -> None:
    for _minute in range(5):
        work.note_sign()
        pass_time(clock, work, 60)
    assert work.counted_s == 300


def test_nothing_counts_while_another_window_is_in_front(clock: Clock, work: WorkClock) -> None:
    pass_time(clock, work, 20, is_there=False)
    work.note_sign()
    pass_time(clock, work, 10)
    assert work.counted_s == 10


def test_a_computer_that_slept_counts_a_minute_at_most(clock: Clock, work: WorkClock) -> None:
    clock.now_s += 8 * 3600
    work.look(is_there=True)
    assert work.counted_s == STILL_WORKING_S


def test_what_was_taken_is_counted_once_and_comes_back_when_it_could_not_be_kept(clock: Clock, work: WorkClock) -> None:
    pass_time(clock, work, 15)
    assert (work.take(), work.take()) == (15, 0)
    work.give_back(15)
    pass_time(clock, work, 5)
    assert work.take() == 20


def test_coming_back_does_not_count_the_absence(clock: Clock, work: WorkClock) -> None:
    pass_time(clock, work, 5)
    clock.now_s += 500
    work.begin()
    pass_time(clock, work, 5)
    assert work.counted_s == 10
