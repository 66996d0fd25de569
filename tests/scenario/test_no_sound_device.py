"""A machine without a sound card: the time line runs on the clock, the window says so once, and scoring goes on."""

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from qa_desk.audio.output.silent import SilentDevice
from tests import small_centre
from tests.scenario.conftest import Open
from tests.scenario.scoring_steps import Said, answer_all, call_on_desk, hand_in, open_first_call, time_shown
from tests.scenario.user import CTRL, User

_NO_DEVICE = "no sound device"


def test_without_a_sound_device_calls_can_still_be_scored(
    open_window: Open, device: SilentDevice, tmp_path: Path
) -> None:
    device.is_missing = True
    small_centre.build(tmp_path / "made")
    centre = small_centre.open_copy(tmp_path / "made", tmp_path / "workspace")
    centre.clock.moment = datetime.now(UTC)
    centre.assign(centre.anna, "1009", "1010")
    centre.workspace.close()
    user = open_window(tmp_path / "workspace")
    user.sign_in("Anna Berg")

    first = open_first_call(user)
    user.press(Qt.Key.Key_Space)
    user.wait_until(lambda: time_shown(user) >= "00:01", "the time line does not run")
    assert _notices_of_sound(user) == 1
    assert _NO_DEVICE in user.the(QWidget, "transport_state").accessibleName()
    user.press(Qt.Key.Key_Space)

    user.press(Qt.Key.Key_Escape)
    user.wait_until(lambda: _notices_of_sound(user) == 0, "the notice can't be put away")
    answer_all(user, {"Greeting": Said("incomplete", ("no offer of help",))})
    hand_in(user)

    assert open_first_call(user) != first
    start = time_shown(user)
    user.press(Qt.Key.Key_Space, CTRL)
    user.wait_until(lambda: time_shown(user) > start, "the time line does not run")
    assert _notices_of_sound(user) == 0, "it was said again"
    assert _NO_DEVICE in user.the(QWidget, "transport_state").accessibleName()
    assert call_on_desk(user) != first


def _notices_of_sound(user: User) -> int:
    return sum("sound device" in label.text() for label in user.every(QLabel, "notice_text"))
