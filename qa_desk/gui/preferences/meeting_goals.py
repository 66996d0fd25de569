"""What the weekly meeting on tracked items is measured by, from a day on; for administrators."""

from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSpinBox, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import centre_today
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.i18n import _
from qa_desk.services.following import Goals

_NOTICE = "meeting goals"
_LABEL_WIDTH = 224
_MOST_A_WEEK = 100


class MeetingGoalsGroup(QWidget):
    """A group of the page for administrators; what is changed holds from the day chosen."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._goals = Goals()
        self.setObjectName("preferences_group")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()
        self._build()
        if context.may(Action.MANAGE_CENTRE):
            context.hub.changed.connect(self._on_changed)

    def ask_again(self) -> None:
        """Show what holds now, to whom it is to settle."""
        if not self._context.may(Action.MANAGE_CENTRE):
            return
        services, actor = self._context.services, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading the targets of the weekly meeting"),
            lambda _progress: (services.following.goals(actor), centre_today(services)),
            lambda read: self._show(*read),
            self._tell,
            is_quiet=True,
        )

    def _build(self) -> None:
        theme = self._context.theme
        grid = QGridLayout(self)
        grid.setContentsMargins(0, theme.size("lg"), 0, 0)
        grid.setHorizontalSpacing(theme.size("lg"))
        grid.setVerticalSpacing(theme.size("md"))
        grid.setColumnMinimumWidth(0, theme.px(_LABEL_WIDTH))
        grid.setColumnStretch(2, 1)
        heading = QLabel(_("Weekly meeting on tracked items"))
        heading.setProperty("type", "title")
        grid.addWidget(heading, 0, 0, 1, 3)
        self._per_week = _number("goal_per_week", _("Items solved a week"), _MOST_A_WEEK, "")
        self._rate = _number("goal_resolve_rate", _("Share of the items due in a month that are resolved"), 100, " %")
        self._day = DayEdit(theme=theme, name="goals_from", title=_("First day on which it holds"))
        for row, (title, field, about) in enumerate(
            (
                (_("Solved a week"), self._per_week, _("Items whose effect is signed as shown.")),
                (_("Resolved in the month"), self._rate, _("Of the items due in it, those signed as shown.")),
                (_("Holds from"), self._day, _("Weeks and months before keep the targets of then.")),
            ),
            start=1,
        ):
            label, words = QLabel(title), QLabel(about)
            label.setBuddy(field)
            words.setWordWrap(True)
            words.setProperty("tone", "muted")
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(words, row, 2)
        self._save = Button(_("Set these targets"), theme=theme, name="save_goals")
        grid.addWidget(self._save, 4, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)
        for field in (self._per_week, self._rate):
            field.lineEdit().setTextMargins(theme.size("sm"), 0, 0, 0)
            field.valueChanged.connect(lambda _value: self._show_whether_new())
        self._save.clicked.connect(self._on_save)

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
        self._context.notices.done(told, key=_NOTICE)
        self._context.hub.announce(changes)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(ObjectKind.SETTING) and self.isVisible():
            self.ask_again()

    def _tell(self, error: Exception) -> None:
        self._context.notices.error(error, key=_NOTICE)


def _number(name: str, title: str, most: int, suffix: str) -> QSpinBox:
    field = QSpinBox()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setToolTip(title)
    field.setRange(1, most)
    field.setSuffix(suffix)
    return field
