"""How fast the scoring desk is with a form of 100 criteria: python -m tests.benchmarks.desk.

The real window with the application's style sheet, real threads, a real database; painted without a screen. Opening
is timed from the order to go to the call until nothing is left to be painted; a key from the press until the same.
The sound is read beside it, as in real work. A figure is the median, beside it the processor time that the window's
own thread took. Exits 1 when a median misses its aim; on a machine with more to do than processors, when the
processor time does, as the rest says more of the machine than of us.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_QPA_UPDATE_IDLE_TIME"] = "0"  # paint when asked, not up to 5 ms later

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qa_desk.app import Desk, make_application
from qa_desk.audio.output.silent import SilentDevice
from qa_desk.domain.criteria.base import Reason
from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.ids import AssignmentId
from qa_desk.domain.scorecard import Criterion, CriticalFamily, ScorecardDefinition, Section
from qa_desk.domain.text import LocalText
from qa_desk.gui.desk.desk import DeskWidget
from qa_desk.gui.my_calls.page import MyCallsPage
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.services.forms.authoring_views import NewScorecard
from tests.benchmarks.window_timing import Took, paint, say, timed, until, write
from tests.small_centre import CALLS, SmallCentre, build, open_copy

N_SECTIONS, N_EACH = 10, 10
OPEN_MS, KEY_MS = 150.0, 16.0
_N_ROUNDS = 6
_N_KEYS = 60
_SIZES = ((1280, 800), (2560, 1440))


def main() -> int:
    """Print the figures; does one miss its aim?"""
    missed = False
    with tempfile.TemporaryDirectory() as folder, _seated(Path(folder)) as seat:
        for size in _SIZES:
            seat.desk_window.resize(*size)
            missed |= _report(seat, size)
    return int(missed)


@dataclass
class _Seat:
    """The window with somebody signed in, and the calls that wait for her, each on a form of its own."""

    desk_window: QWidget
    go: Callable[[AssignmentId | None], None]
    desk: Callable[[], DeskWidget]
    given: tuple[AssignmentId, ...]
    jobs: Jobs

    def rest(self) -> None:
        """Until no work is under way."""
        until(lambda: not self.jobs.running)


def _report(seat: _Seat, size: tuple[int, int]) -> bool:
    wide, high = size
    write(f"desk with {N_SECTIONS * N_EACH} criteria in {N_SECTIONS} sections, {wide}×{high}")
    openings = [_opening(seat, given) for _round in range(_N_ROUNDS) for given in seat.given]
    missed = say("another form opens", openings, OPEN_MS)
    for what, keys in _KEYS.items():
        seat.go(seat.given[0])
        until(lambda: seat.desk().isVisible())
        seat.rest()
        scoring = seat.desk().scoring
        assert scoring is not None
        scoring.go_to(scoring.shown_keys[0])
        missed |= say(what, [_pressing(seat, keys[turn % len(keys)]) for turn in range(_N_KEYS)], KEY_MS)
        seat.rest()
        seat.go(None)
        seat.rest()
    return missed


_K = Qt.Key
_KEYS: dict[str, tuple[Qt.Key, ...]] = {
    "a digit answers": (_K.Key_2, _K.Key_1),
    "down and up": (_K.Key_Down, _K.Key_Down, _K.Key_Up),
    "answer, down": (_K.Key_1, _K.Key_Down),
    "F8": (_K.Key_F8,),
}


def _opening(seat: _Seat, given: AssignmentId) -> Took:
    def open_and_paint() -> None:
        seat.go(given)
        until(lambda: seat.desk().isVisible())
        paint()

    seat.go(None)
    seat.rest()
    paint()
    took = timed(open_and_paint)
    seat.rest()
    return took


def _pressing(seat: _Seat, key: Qt.Key) -> Took:
    focus = QApplication.focusWidget() or seat.desk_window

    def press_and_paint() -> None:
        QTest.keyClick(focus, key)
        paint()

    return timed(press_and_paint)


@contextmanager
def _seated(folder: Path) -> Iterator[_Seat]:
    build(folder / "made")
    centre = open_copy(folder / "made", folder / "workspace")
    given = tuple(_assigned(centre, place) for place in range(len(CALLS)))
    centre.workspace.close()
    settings = SettingsStore(folder / "settings.json")
    settings.change(language="en", theme="light")
    desk = Desk(make_application(), settings, output=SilentDevice())
    assert desk.start(folder / "workspace", "Anna Berg")
    window = desk.window
    until(lambda: window.page is not None)
    jobs = desk.findChild(Jobs)
    assert jobs is not None

    def go(assignment: AssignmentId | None) -> None:
        arguments = {} if assignment is None else {"assignment": str(assignment)}
        window.navigation.go(Place.to("my_calls", **arguments))

    def desk_of_page() -> DeskWidget:
        assert isinstance(window.page, MyCallsPage)
        return window.page.desk

    yield _Seat(window, go, desk_of_page, given, jobs)
    window.close()
    desk.close()


def _assigned(centre: SmallCentre, place: int) -> AssignmentId:
    """A call on a form of its own, so that no form is the one that was on the desk before."""
    authoring, lead = centre.services.authoring, centre.lead
    key = f"long_{place}"
    version_id, _changes = authoring.begin_scorecard(lead, NewScorecard(LocalText.of(f"Long form {place}"), key))
    draft = authoring.version(lead, version_id)
    policy = draft.policy
    authoring.save_draft(lead, version_id, ScorecardDefinition(key, draft.title, policy, long_form()), draft.n_saves)
    authoring.publish(lead, key)
    centre.version = authoring.latest_published(lead, key)
    (given,) = centre.assign(centre.anna, CALLS[place])
    return given


def long_form() -> tuple[Section, ...]:
    """Ten sections of ten criteria: every scale, some critical, each with guidance and reasons."""
    return tuple(
        Section(f"part_{section}", LocalText.of(f"Part {section + 1}"), tuple(_criteria(section)))
        for section in range(N_SECTIONS)
    )


def _criteria(section: int) -> Iterator[Criterion]:
    words = {0.0: "missing", 3.0: "incomplete", 5.0: "complete"}
    levels = tuple(Level(LocalText.of(word), points) for points, word in words.items())
    for place in range(N_EACH):
        scale = (PassFail(), Levels(levels), Points(10.0), PassFail(), Deduction(12.0))[place % 5]
        is_critical, off = place == 0, 2.0 if isinstance(scale, Deduction) else 0.0
        yield Criterion(
            f"criterion_{section}_{place}",
            LocalText.of(f"Criterion {place + 1} of part {section + 1}"),
            scale=scale,
            weight=0.0 if is_critical else 2.0,
            critical=CriticalFamily.CUSTOMER if is_critical else None,
            na_allowed=place % 2 == 0,
            guidance=LocalText.of("Listen for the moment at which the customer says what the call is about. " * 3),
            reasons=tuple(
                Reason(f"reason_{n}", LocalText.of(f"It was left out for reason {n + 1}"), off) for n in range(6)
            ),
            comment_required_on_failure=is_critical,
        )


if __name__ == "__main__":
    sys.exit(main())
