"""How a lead runs a calibration session: opens it, watches who is done, reveals, settles, closes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QListView, QSpinBox, QTableView, QWidget

from tests.scenario.scoring_steps import time_shown
from tests.scenario.user import CTRL, User

_NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion in the list of the meeting: its title, whether it is critical, and how many gave each answer."""

    title: str
    is_critical: bool
    counts: tuple[int, ...]
    is_settled: bool

    @property
    def differs(self) -> bool:
        """Whether not all gave the same answer."""
        return len(self.counts) > 1

    @property
    def disagreement(self) -> float:
        """The share of pairs that gave different answers."""
        n = sum(self.counts)
        agreeing = sum(count * (count - 1) for count in self.counts)
        return 1 - agreeing / (n * (n - 1))


def open_session(
    user: User, title: str, *, calls: Sequence[str], panel: Sequence[str], n_not_waited_for: int = 0
) -> None:
    """In Calibration, open a new session of these calls for these inspectors, on the form that is offered.

    The reveal waits for all of them, but for so many.
    """
    user.go_to("calibration")
    user.wait_until_idle()
    user.press(Qt.Key.Key_N, CTRL)
    user.wait_until(user.the(QLineEdit, "session_title").hasFocus)
    user.write(title)
    for name in panel:
        user.tick(name)
    if n_not_waited_for:
        user.click(QSpinBox, "session_quorum")
        for _one in range(n_not_waited_for):
            user.press(Qt.Key.Key_Down)
    for call in calls:
        user.press(Qt.Key.Key_F, CTRL)
        user.press(Qt.Key.Key_A, CTRL)
        user.write(call)
        _pick(user, call)
    assert "Service call" in user.choice("session_version")
    button = user.the(QAbstractButton, "open_session")
    assert button.text() == f"Open the session: {len(calls)} calls × {len(panel)} inspectors"
    user.click(QAbstractButton, "open_session")
    user.wait_until(lambda: len(seats(user)) == len(panel), "the session was not opened")


def enter_session(user: User, title: str) -> None:
    """Open a session from the list."""
    user.go_to("calibration")
    table = user.the(QTableView, "sessions")
    user.click_row(table, user.row_with(table, title))
    user.press(Qt.Key.Key_Return)
    user.wait_until_idle()


def seats(user: User) -> dict[str, str]:
    """Who is done: the names of the panel, each with "done" or "not yet"."""
    spoken = (seat.accessibleName().partition(": ") for seat in user.every(QWidget, "seat"))
    return {name: state for name, _colon, state in spoken}


def reveal(user: User) -> None:
    """Press the button; the meeting is shown."""
    user.click(QAbstractButton, "reveal")
    user.the(QListView, "criteria")
    user.wait_until_idle()


def lines(user: User) -> list[Line]:
    """The criteria of the call that is talked about, from the top."""
    criteria = user.the(QListView, "criteria")
    model = criteria.model()
    return [_line(model.index(row, 0)) for row in range(model.rowCount())]


def said(user: User) -> dict[str, tuple[str, ...]]:
    """Who said what on the criterion shown large: the names by answer."""
    told = user.the(QWidget, "answer_board").accessibleDescription()
    columns = (column.rsplit(": ", 1) for column in told.split("; "))
    return {answer: () if names == _NOBODY else tuple(names.split(", ")) for answer, names in columns}


def settle_what_differs(user: User, wanted: Callable[[Line], str], *, why: str) -> list[str]:
    """Go through the differences of this call and settle each by its key, with a reason; their titles in that order."""
    titles: list[str] = []
    while open_lines := [line for line in lines(user) if line.differs and not line.is_settled]:
        line = open_lines[0]
        _go_to(user, line.title)
        user.press(_key_of(user, wanted(line)))
        # The panel differed: it asks why first.
        user.wait_until(user.the(QLineEdit, "rationale").hasFocus, f"{line.title}: nobody asks why")
        assert user.sees(QLabel, "why_needed")
        user.write(why)
        user.press(Qt.Key.Key_Return)
        user.wait_until(
            lambda title=line.title: any(one.title == title and one.is_settled for one in lines(user)),
            f"{line.title} is not settled",
        )
        titles.append(line.title)
    return titles


def play_marks(user: User) -> list[str]:
    """Press L for each mark on the criterion shown large; where the sound went each time, by the clock."""
    lanes = user.the(QWidget, "rater_lanes").accessibleDescription().split("; ")
    starts: list[str] = []
    for lane in lanes:
        if lane.endswith(": no mark left"):
            continue
        start = lane.split(": ", 1)[1].split(" ")[0]
        user.press(Qt.Key.Key_L)
        user.wait_until(lambda start=start: time_shown(user).startswith(start), f"the mark at {start} is not played")
        user.wait_until(lambda: user.device.is_started, "nothing is heard")
        starts.append(start)
    return starts


def settle_agreed(user: User) -> None:
    """Press the button that settles all on which everybody agrees."""
    user.click(QAbstractButton, "settle_agreed")
    user.wait_until(lambda: not user.sees(QAbstractButton, "settle_agreed"), "something is left to settle")


def see_result(user: User) -> dict[str, str]:
    """Go on to the result: each figure by its key, as it is read aloud."""
    user.click(QAbstractButton, "see_result")
    user.the(QWidget, "result_scroll")
    user.wait_until_idle()
    figures = [one for one in user.page.findChildren(QWidget) if one.objectName().startswith("figure_")]
    return {one.objectName(): one.accessibleName() for one in figures if one.isVisible() and one.accessibleName()}


def decide(user: User, text: str) -> None:
    """Decide in the meeting on something to be done, with the owner and the day proposed."""
    user.click(QAbstractButton, "decide_action")
    user.wait_until(user.the(QLineEdit, "decision_text").hasFocus, "nobody asks what was decided")
    user.write(text)
    user.press(Qt.Key.Key_Return)
    user.wait_until(lambda: not user.sees(QWidget, "decision_form"), "nothing was decided")


def close_session(user: User) -> None:
    """Close it."""
    user.click(QAbstractButton, "close_session")
    user.the(QWidget, "confirm")
    user.click(QAbstractButton, "confirm_yes")
    user.wait_until(lambda: user.sees(QAbstractButton, "reopen"), "the session is not closed")


def keep_call(user: User, call: str) -> None:
    """On the result of a closed session, press the key and choose the call; the form of the case is shown."""
    user.press(Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    offers = user.the(QListView, "chooser_list")
    user.press(Qt.Key(Qt.Key.Key_1 + user.row_with(offers, call).row()))
    user.wait_until(user.the(QLineEdit, "case_title").hasFocus, "nobody asks what the case is called")


def _pick(user: User, call: str) -> None:
    """Take the one call that is found; it may stand among those worth bringing or among all others."""
    table = user.the(QTableView, "calls_to_pick")
    model = table.model()

    def found() -> QModelIndex | None:
        lines = [model.index(row, 1) for row in range(model.rowCount())]
        calls = [line for line in lines if line.flags() & Qt.ItemFlag.ItemIsEnabled]
        return calls[0] if [line.data() for line in calls] == [call] else None

    user.click_row(table, user.wait_for(found, f"call {call} is not found"))
    user.press(Qt.Key.Key_Space)


def _line(index: QModelIndex) -> Line:
    spoken = str(index.data(Qt.ItemDataRole.AccessibleTextRole)).split(", ")
    title, *parts = spoken
    counts = tuple(int(part.rsplit(": ", 1)[1]) for part in parts if ": " in part)
    return Line(title, any("critical" in part for part in parts), counts, "settled" in parts)


def _go_to(user: User, title: str) -> None:
    criteria = user.the(QListView, "criteria")
    user.click_row(criteria, user.row_with(criteria, title))
    user.wait_until(lambda: user.words_on(QLabel, "criterion_title") == title)


def _key_of(user: User, answer: str) -> Qt.Key:
    """The key that settles as this answer: its place among the buttons, N/A not counted."""
    buttons = [one for one in user.the(QWidget, "settle_row").findChildren(QAbstractButton) if one.isVisible()]
    words = [button.text() for button in sorted(buttons, key=lambda one: one.x())]
    rated = [one for one in words if not one.endswith("N/A")]
    place = next(place for place, one in enumerate(rated, 1) if one.endswith(answer))
    return Qt.Key(Qt.Key.Key_0 + place)
