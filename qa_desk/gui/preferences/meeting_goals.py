"""What the weekly meeting on tracked items is measured by, from a day on; for administrators."""

from datetime import date

from PySide6.QtCore import QSignalBlocker

from qa_desk.domain.changes import Changes
from qa_desk.gui.preferences.centre_group import CentreGroup, label_of, number_field
from qa_desk.gui.shell.dates import centre_today
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.i18n import _
from qa_desk.services.tracked.following import Goals

_MOST_A_WEEK = 100


class MeetingGoalsGroup(CentreGroup):
    """What is changed holds from the day chosen."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Weekly meeting on tracked items"), notice="meeting goals")
        self._goals = Goals()
        theme = context.theme
        self._per_week = number_field("goal_per_week", _("Items solved a week"), 1, _MOST_A_WEEK, "")
        share = _("Share of the items due in a month that are resolved")
        self._rate = number_field("goal_resolve_rate", share, 1, 100, " %")
        self._day = DayEdit(theme=theme, name="goals_from", title=_("First day on which it holds"))
        for title, field, about in (
            (_("Solved a week"), self._per_week, _("Items whose effect is signed as shown.")),
            (_("Resolved in the month"), self._rate, _("Of the items due in it, those signed as shown.")),
            (_("Holds from"), self._day, _("Weeks and months before keep the targets of then.")),
        ):
            self._add_row(label_of(field, title), field, about)
        self._save = self._add_save(_("Set these targets"), "save_goals")
        for field in (self._per_week, self._rate):
            field.valueChanged.connect(lambda _value: self._show_whether_new())
        self._save.clicked.connect(self._on_save)

    def _read(self) -> None:
        services, actor = self._context.services, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading the targets of the weekly meeting"),
            lambda _progress: (services.following.goals(actor), centre_today(services)),
            lambda read: self._show(*read),
            self._tell,
            is_quiet=True,
        )

    def _show(self, goals: Goals, today: date) -> None:
        self._goals = goals
        with QSignalBlocker(self._per_week), QSignalBlocker(self._rate):
            self._per_week.setValue(goals.per_week)
            self._rate.setValue(round(100 * goals.resolve_rate))
        self._day.set_earliest(today)
        self._day.set_day(today)
        self._show_whether_new()
        self.show()

    def _wanted(self) -> Goals:
        return Goals(self._per_week.value(), self._rate.value() / 100)

    def _show_whether_new(self) -> None:
        self._save.setEnabled(self._wanted() != self._goals)

    def _on_save(self) -> None:
        following, actor = self._context.services.following, self._context.actor
        wanted, day = self._wanted(), self._day.day
        self._context.jobs.run(
            self,
            _("Saving the targets"),
            lambda _progress: following.set_goals(actor, wanted, day),
            self._on_saved,
            self._tell,
        )

    def _on_saved(self, changes: Changes) -> None:
        told = _("These targets hold from {day} on.").format(day=self._day.day)
        self._context.notices.done(told, key=self._notice)
        self._context.hub.announce(changes)
