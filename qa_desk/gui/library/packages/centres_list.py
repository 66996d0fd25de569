"""The centres that are known here: their names and fingerprints, who trusted them and when, and forgetting one."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desk.domain.case_package import Centre
from qa_desk.domain.changes import Changes
from qa_desk.domain.sharing import KnownCentre
from qa_desk.gui.library.packages.labels import words_label
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_and_year, local_day
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _

_ROW_HEIGHT, _ROWS_SHOWN = 52, 3
_NOTICE = "centres"


class CentresList(QWidget):
    """Own keys first; forgetting a centre asks again before its next package, and can be undone."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._time_zone = "UTC"
        theme = context.theme
        self._table: DataTable[KnownCentre] = DataTable(
            self._columns(),
            theme=theme,
            key=lambda one: one.centre.fingerprint,
            row_height=_ROW_HEIGHT,
            name="known_centres",
            title=_("Known centres"),
        )
        self._table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._forget = Button(_("Forget"), theme=theme, kind="quiet", small=True, name="forget_centre")
        self._forget.clicked.connect(self.forget)
        self._table.current_changed.connect(lambda _one: self._show_step())
        self._none = words_label(
            _("None yet. This centre gets its key, by which others know it, with its first package."),
            tone="muted",
            name="no_centres",
        )
        head = QHBoxLayout()
        head.addWidget(words_label(_("Known centres"), kind="title"), 1)
        head.addWidget(self._forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addLayout(head)
        column.addWidget(self._none)
        column.addWidget(self._table)
        self._show_step()

    @property
    def table(self) -> DataTable[KnownCentre]:
        """The centres."""
        return self._table

    def show_centres(self, centres: tuple[KnownCentre, ...], time_zone: str) -> None:
        """List these."""
        self._time_zone = time_zone
        self._table.set_rows(centres)
        self._table.setVisible(bool(centres))
        self._none.setVisible(not centres)
        head = self._table.horizontalHeader().sizeHint().height()
        n_shown = min(_ROWS_SHOWN, len(centres))
        self._table.setFixedHeight(head + n_shown * self._context.theme.px(_ROW_HEIGHT) + 2)
        if self._table.current_row() is None:
            self._table.select_first()
        self._show_step()

    def forget(self) -> None:
        """Ask again before the next package of the centre that the keyboard is on is taken in."""
        known = self._table.current_row()
        if known is None or known.is_own:
            return
        name = _name_of(known.centre)
        step = UndoStep(
            _("Forget {name}").format(name=name),
            partial(self._set_known, known.centre, True),
            partial(self._set_known, known.centre, False),
        )
        self._set_known(known.centre, False)
        self._context.undo.push(step)
        told = _("{name} is forgotten: its next package asks again. What came from it stays.").format(name=name)
        self._context.notices.done(told, key=_NOTICE)

    def _set_known(self, centre: Centre, is_known: bool) -> None:
        context = self._context
        knowing, actor = context.services.knowing_centres, context.actor

        def work(_progress: object) -> Changes:
            return knowing.trust(actor, centre) if is_known else knowing.forget(actor, centre.fingerprint)

        context.jobs.run(
            self,
            _("Saving"),
            work,
            context.hub.announce,
            lambda error: context.notices.error(error, key=_NOTICE),
        )

    def _show_step(self) -> None:
        known = self._table.current_row()
        if known is None:
            self._forget.set_disabled_reason(_("No centre is known yet."))
        else:
            self._forget.set_disabled_reason(_("This centre's own key stays.") if known.is_own else "")

    def _columns(self) -> tuple[Column[KnownCentre], ...]:
        return (
            Column(
                "centre",
                _("centre"),
                lambda one: _("This centre") if one.is_own else _name_of(one.centre),
                width=240,
                stretch=1,
                weight="medium",
                second_line=lambda one: one.centre.shown_fingerprint,
                tip=self._tip,
                can_sort=False,
            ),
        )

    def _tip(self, one: KnownCentre) -> str:
        day = day_and_year(local_day(one.accepted_at, self._time_zone))
        told = _("key made on {day} by {name}") if one.is_own else _("trusted since {day} by {name}")
        return f"{one.centre.shown_fingerprint}\n{told.format(day=day, name=one.accepted_by or '–')}"


def _name_of(centre: Centre) -> str:
    return centre.name or _("A centre without a name")
