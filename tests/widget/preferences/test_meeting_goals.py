"""The targets of the weekly meeting on the preferences page: an administrator sets them, from a day on."""

from datetime import timedelta

from PySide6.QtWidgets import QApplication, QSpinBox
from pytestqt.qtbot import QtBot

from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.services.tracked.following import Goals
from tests.small_centre import NOW, SmallCentre
from tests.widget.room import entered


def test_targets_are_set_from_a_day_on_and_hold_no_earlier(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    following = centre.services.following
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "my_calls") as room:
        room.go("preferences")
        per_week, rate, day = (
            room.window.findChild(kind, name)
            for kind, name in (
                (QSpinBox, "goal_per_week"),
                (QSpinBox, "goal_resolve_rate"),
                (DayEdit, "goals_from"),
            )
        )
        assert isinstance(per_week, QSpinBox)
        assert isinstance(rate, QSpinBox)
        assert isinstance(day, DayEdit)
        assert (per_week.value(), rate.value(), day.day) == (2, 70, NOW.date())
        per_week.setValue(3)
        rate.setValue(80)
        day.set_day(NOW.date() + timedelta(days=7))
        room.click("save_goals")
        QApplication.processEvents()
        assert "These targets hold from 2026-11-25 on." in room.notices()
    assert following.goals(centre.lead) == Goals(2, 0.7)
    assert following.week(centre.lead, NOW.date() + timedelta(days=7)).goals == Goals(3, 0.8)


def test_whoever_does_not_administer_sets_none(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    with entered(centre, centre.anna, qtbot, jobs, settings, theme, "my_calls") as room:
        room.go("preferences")
        assert not room.is_shown("save_goals")
