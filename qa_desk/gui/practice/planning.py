"""Planning a qualification: opens the form, keeps what was written, and says so."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import ScorecardId
from qa_desk.domain.qualification import Blueprint, Plan
from qa_desk.gui.practice.blueprint_form import BlueprintForm
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _
from qa_desk.services.practice.qualifying_views import Plannable

_NOTICE = "planning"


class Planning(QObject):
    """One form at a time.

    Signals:
        opened: the form, to be shown.
        closed: it is kept, or given up.
    """

    opened = Signal(object)
    closed = Signal()

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._form: BlueprintForm | None = None

    @property
    def form(self) -> BlueprintForm | None:
        """The form that is open."""
        return self._form

    def open(self, blueprint: Blueprint | None = None) -> None:
        """Plan a new one, or one anew in place of another."""
        qualifying, actor = self._context.services.qualifying, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading scorecards"),
            lambda _progress: qualifying.plannable(actor),
            partial(self._on_plannable, blueprint),
            lambda error: self._context.notices.error(error, key=_NOTICE),
            is_quiet=True,
        )

    def close(self) -> None:
        """Take the form away."""
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
            self._form = None

    def _on_plannable(self, blueprint: Blueprint | None, found: tuple[Plannable, ...]) -> None:
        self.close()
        if not found:
            self._context.notices.warning(_("No scorecard in force has critical criteria that a rule could judge."))
            return
        form = BlueprintForm(self._context, found, blueprint)
        form.saved.connect(self._write)
        form.cancelled.connect(self.closed)
        self._form = form
        self.opened.emit(form)
        form.begin()

    def _write(self, scorecard_id: ScorecardId, plan: Plan) -> None:
        form = self._form
        if form is None:
            return
        qualifying, actor, instead_of = self._context.services.qualifying, self._context.actor, form.instead_of
        form.set_busy()
        self._context.jobs.run(
            self,
            _("Keeping the qualification"),
            lambda _progress: qualifying.write(actor, scorecard_id, plan, instead_of=instead_of),
            lambda written: self._on_written(written[1]),
            form.refuse,
            must_finish=True,
        )

    def _on_written(self, changes: Changes) -> None:
        self.closed.emit()
        self._context.notices.done(_("The qualification can be sat now."), key=_NOTICE)
        self._context.hub.announce(changes)
