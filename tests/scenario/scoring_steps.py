"""How an inspector works through a call: hears it, answers by keyboard, leaves a mark, hands in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QTableView, QWidget

from tests.scenario.user import CTRL, User

NOT_APPLICABLE = "N/A"
_DRAWN = r"[0-9:]+ of [0-9:]+(; one track: .*|; [0-9]+ marks?)*"
_DIGITS = {digit: Qt.Key(Qt.Key.Key_0 + digit) for digit in range(1, 10)}


@dataclass(frozen=True, slots=True)
class Said:
    """What an inspector says of one criterion: the word on its option or a number, with reasons and evidence."""

    option: str
    reasons: tuple[str, ...] = ()
    comment: str = ""
    note: str = ""


def open_first_call(user: User) -> str:
    """In My calls, press Enter on the call that comes first; the call's id."""
    user.go_to("my_calls")
    queue = user.the(QTableView, "queue")
    user.wait_until(lambda: queue.hasFocus() and queue.currentIndex().isValid(), "no call waits")
    user.press(Qt.Key.Key_Return)
    return call_on_desk(user)


def call_on_desk(user: User) -> str:
    """The id of the call on the desk, as soon as its sound is drawn."""
    user.the(QWidget, "desk")
    waveform = user.the(QWidget, "waveform_detail")
    # The state, as a screen reader is told it; while the sound is being read that stands there too.
    user.wait_until(lambda: re.fullmatch(_DRAWN, waveform.accessibleDescription()), "the waveform was not drawn")
    return user.the(QWidget, "transport_title").accessibleName().split(" · ")[0]


def hear(user: User, *, until: str) -> None:
    """Press Space, listen until the clock of the transport says so, press Space again."""
    user.press(Qt.Key.Key_Space)
    user.wait_until(lambda: user.device.is_started, "the sound did not start")

    def is_there() -> bool:
        user.let_sound_play(0.1)
        return time_shown(user) >= until

    user.wait_until(is_there, "the position did not move")
    user.press(Qt.Key.Key_Space)


def answer_all(user: User, said: Mapping[str, Said]) -> None:
    """Go down the form and answer everything: as `said` (by title of the criterion), the rest in full."""
    before = ""
    while (title := criterion(user)) != before:
        answer(user, title, said.get(title))
        before = title
        user.press(Qt.Key.Key_Down)


def criterion(user: User) -> str:
    """The title of the criterion that the keyboard is on."""
    return user.words_on(QLabel, "criterion_title")


def answer(user: User, title: str, said: Said | None) -> None:
    """Answer the criterion that the keyboard is on, by keyboard."""
    user.wait_until_idle()  # a row of a long form is filled when it comes into sight
    row = next(one for one in user.page.findChildren(QWidget) if _is_row(one, title))
    _choose(user, row, said.option if said else "")
    if said is None:
        return
    if said.reasons:
        _note_reasons(user, said.reasons)
    if said.comment:
        user.press(Qt.Key.Key_C)
        assert user.the(QPlainTextEdit, "comment").hasFocus()
        user.write(said.comment)
        user.press(Qt.Key.Key_Escape)
    if said.note:
        leave_mark(user, said.note)


def leave_mark(user: User, note: str) -> None:
    """Mark a second of the recording from where it stands, and write why."""
    user.press(Qt.Key.Key_BracketLeft)
    user.press(Qt.Key.Key_Space)
    start = time_shown(user)

    def has_moved() -> bool:
        user.let_sound_play(0.1)
        return time_shown(user) > start

    user.wait_until(has_moved, "the position did not move")
    user.press(Qt.Key.Key_Space)
    user.press(Qt.Key.Key_BracketRight)
    user.press(Qt.Key.Key_M, CTRL)
    user.wait_until(user.the(QLineEdit, "mark_note").hasFocus)
    user.write(note)
    user.press(Qt.Key.Key_Return)


def hand_in(user: User) -> None:
    """Press Ctrl+Enter; the queue comes back and says that it was submitted."""
    user.press(Qt.Key.Key_Return, CTRL)
    user.wait_until(lambda: user.sees(QTableView, "queue"), "it was not submitted")
    assert "submitted" in user.words_on(QLabel, "notice_text")


def _choose(user: User, row: QWidget, option: str) -> None:
    field = next((one for one in row.findChildren(QLineEdit) if one.objectName() == "points"), None)
    options = row.findChild(QWidget, "options")
    if option == NOT_APPLICABLE:
        user.press(Qt.Key.Key_X)
    elif field is not None and option:
        user.write(option)
        user.press(Qt.Key.Key_Return)
        assert field.text() == option
    elif field is not None:
        user.press(Qt.Key.Key_Plus)
    elif options is not None:
        buttons = options.findChildren(QAbstractButton)
        words = [f"{one.text()} {one.toolTip().split(':')[0]}".split() for one in buttons]
        # Without a word for it, in full: that is Pass where there is Pass, else the last level.
        wanted = option or ("Pass" if "Pass" in words[0] else words[-1][0])
        user.press(_DIGITS[next(place for place, one in enumerate(words, 1) if wanted in one)])
    else:
        user.press(_DIGITS[1])


def _note_reasons(user: User, reasons: tuple[str, ...]) -> None:
    user.press(Qt.Key.Key_R)
    boxes = user.the(QWidget, "reasons_list").findChildren(QCheckBox)
    words = [box.accessibleName() for box in boxes if box.isVisible()]
    for reason in reasons:
        place = next(place for place, word in enumerate(words, 1) if word.startswith(reason))
        user.press(_DIGITS[place])
    user.press(Qt.Key.Key_Return)


def _is_row(widget: QWidget, title: str) -> bool:
    return widget.objectName().startswith("criterion_") and widget.toolTip().split(" · ")[0] == title


def time_shown(user: User) -> str:
    """What the clock of the transport says, such as "00:03 of 01:15"."""
    return user.the(QWidget, "transport_time").accessibleName()
