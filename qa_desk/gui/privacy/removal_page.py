"""The page Removal (`removal`): how long what is kept, what had its time, and forgetting one customer for good."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMessageBox, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.permissions import Action
from qa_desk.domain.retention import LONGEST_DAYS, RetentionPurpose
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.widgets.form import Form
from qa_desk.gui.widgets.number_boxes import NumberBox
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.keeping.removal_words import kept_told, line_told, purpose_title, traces_told
from qa_desk.services.privacy.erasing import ErasurePreview
from qa_desk.services.privacy.retaining import RetentionPreview

_NOTICE = "removal"
_FORM_WIDTH = 320


class RemovalPage(Page):
    """Nothing goes by itself: what had its time goes when the button is pressed or a scheduled command runs."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Removal"))
        self._preview: RetentionPreview | None = None
        self._found: ErasurePreview | None = None
        self._build()

    def shown(self, place: Place) -> None:
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.SETTING, ObjectKind.RECORDING, ObjectKind.EVALUATION):
            self._read()

    def _build(self) -> None:
        context, theme = self.context, self.context.theme
        self._form = Form(theme=theme, commands=context.commands, save_title=_("Keep these periods"), name="periods")
        self._days: dict[RetentionPurpose, QSpinBox] = {}
        for purpose in RetentionPurpose:
            box = NumberBox()
            box.setObjectName(f"days_{purpose.value}")
            box.setRange(0, LONGEST_DAYS)
            box.setSpecialValueText(_("for ever"))
            box.setSuffix(" " + _("days"))
            self._days[purpose] = box
            self._form.add_field(purpose_title(purpose), box)
        self._form.saved.connect(self._save)
        self._form.cancelled.connect(self._read)
        self._form.setFixedWidth(theme.px(_FORM_WIDTH))
        self._told = _words("removal_due")
        self._apply = Button(_("Remove what had its time"), theme=theme, name="removal_apply")
        self._apply.clicked.connect(self._ask_apply)
        self._customer = QLineEdit()
        self._customer.setObjectName("removal_customer")
        self._customer.setPlaceholderText(_("Customer id …"))
        self._customer.setAccessibleName(_("Customer to be forgotten"))
        self._customer.setToolTip(_("Customer to be forgotten"))
        self._customer.returnPressed.connect(self._look)
        look = Button(_("What tells of the customer?"), theme=theme, name="removal_look")
        look.clicked.connect(self._look)
        self._traces = _words("removal_traces")
        self._erase = Button(_("Forget for good"), theme=theme, name="removal_erase")
        self._erase.clicked.connect(self._ask_erase)
        self._erase.hide()
        self._by_keeper = _words("removal_by_keeper")
        self._by_keeper.setText(
            _(
                "On a team's server nobody sees everything at a desk: what is shown here is your part. Whoever keeps "
                "the server removes it, with {retention} and {erasure}."
            ).format(retention="qa-desk retention --apply", erasure="qa-desk erase-customer ID")
        )
        self._by_keeper.setVisible(context.services.retaining.is_for_keeper)
        right = QVBoxLayout()
        right.setSpacing(theme.size("md"))
        due, customer = _title(_("What had its time")), _title(_("Forget one customer"))
        for part in (self._by_keeper, due, self._told, self._apply, customer, self._customer, look, self._traces,
                     self._erase):  # fmt: skip
            right.addWidget(part)
            if isinstance(part, Button):
                right.setAlignment(part, Qt.AlignmentFlag.AlignLeft)
        right.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(_title(_("How long things are kept")))
        left.addWidget(self._form)
        left.addStretch(1)
        inner = QWidget()
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(theme.size("xl"), 0, theme.size("xl"), theme.size("lg"))
        columns.setSpacing(2 * theme.size("xl"))
        columns.addLayout(left)
        columns.addLayout(right, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(scroll)

    def _read(self) -> None:
        retaining, actor = self.context.services.retaining, self.context.actor
        self._run(_("Looking what had its time"), lambda: retaining.preview(actor), self._show)

    def _show(self, preview: RetentionPreview) -> None:
        self._preview = preview
        self._form.show_error(None)
        self._form.set_busy(False)
        for line in preview.lines:
            self._days[line.purpose].setValue(line.n_days or 0)
        lines = [
            words for line in preview.lines for words in (line_told(line), *(f"    {kept}" for kept in kept_told(line)))
        ]
        self._told.setText("\n".join(lines))
        self._apply.setEnabled(preview.n_due > 0)

    def _save(self) -> None:
        retaining, actor = self.context.services.retaining, self.context.actor
        periods = {purpose: box.value() or None for purpose, box in self._days.items()}
        self._form.set_busy(True)
        self.context.jobs.run(
            self,
            _("Keeping the periods"),
            lambda _progress: retaining.set_periods(actor, periods),
            self.context.hub.announce,
            self._form.refuse,
        )

    def _ask_apply(self) -> None:
        n_due = self._preview.n_due if self._preview is not None else 0
        told = ngettext("{n} thing goes for good.", "{n} things go for good.", n_due).format(n=n_due)
        # whom the server refuses anyway is told so without being asked first
        if n_due and (self._by_keeper.isVisible() or self._is_sure(told, _("Remove"))):
            retaining, actor = self.context.services.retaining, self.context.actor
            self._run(_("Removing what had its time"), lambda: retaining.apply(actor), self._on_applied)

    def _on_applied(self, _preview: RetentionPreview) -> None:
        self.context.notices.done(_("What had its time is gone."), key=_NOTICE)
        kinds = {ObjectKind.CALL, ObjectKind.RECORDING, ObjectKind.EVALUATION}
        self.context.hub.announce(Changes(frozenset(kinds)))

    def _look(self) -> None:
        erasing, actor, customer_id = self.context.services.erasing, self.context.actor, self._customer.text()
        self._found = None
        self._erase.hide()
        self._traces.setText("")
        self._run(_("Looking for a customer"), lambda: erasing.preview(actor, customer_id), self._show_traces)

    def _show_traces(self, found: ErasurePreview) -> None:
        self._found = found
        self._traces.setText("\n".join(traces_told(found)))
        self._erase.show()

    def _ask_erase(self) -> None:
        found = self._found
        if found is None:
            return
        told = _("All that tells of this customer goes for good; ratings stay in the figures, of calls without a name.")
        if self._by_keeper.isVisible() or self._is_sure(told, _("Forget for good")):
            erasing, actor = self.context.services.erasing, self.context.actor
            self._run(_("Forgetting a customer"), lambda: erasing.erase(actor, found.customer_id), self._on_erased)

    def _on_erased(self, done: tuple[ErasurePreview, Changes]) -> None:
        self._found = None
        self._erase.hide()
        self._traces.setText("")
        self._customer.clear()
        self.context.notices.done(_("The customer is forgotten."), key=_NOTICE)
        self.context.hub.announce(done[1])

    def _is_sure(self, told: str, button: str) -> bool:
        box = QMessageBox(QMessageBox.Icon.Warning, self.title(), told, parent=self.window())
        box.setObjectName("removal_sure")
        goes = box.addButton(button, QMessageBox.ButtonRole.AcceptRole)
        stays = box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stays)
        box.exec()
        return box.clickedButton() is goes

    def _run(self, title: str, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self.context.jobs.run(
            self, title, lambda _progress: work(), done, partial(self.context.notices.error, key=_NOTICE)
        )


def _words(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _title(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("type", "title")
    return label


PAGE = PageSpec(
    key="removal",
    title=N_("Removal"),
    icon="delete",
    group=PageGroup.MANAGE,
    build=RemovalPage,
    action=Action.REMOVE_FOR_GOOD,
)
