"""The page Privacy (`privacy`): proposed masks and numbers found in texts, covered or let stay by one key each."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMessageBox, QVBoxLayout

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.permissions import Action
from qa_desk.gui.privacy.rows import PrivacyRow, privacy_columns
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.progress import Progress

_NOTICE = "privacy"


class PrivacyPage(Page):
    """What waits for a decision. Covering a number takes it out of the text for good; a mask can be taken off again."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Privacy"))
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[PrivacyRow]:
        """The proposals."""
        return self._table

    def shown(self, place: Place) -> None:
        if not self._table.rows:
            self.show_busy(_("Looking for private numbers"))
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.MASK):
            self._read()

    def _build(self) -> None:
        theme = self.context.theme
        self.head.add_action(_("Let stay"), self._let_stay, command="list.refuse", name="privacy_let_stay")
        self.head.add_action(_("Cover"), self._accept, kind="primary", command="list.accept", name="privacy_cover")
        self._table: DataTable[PrivacyRow] = DataTable(
            privacy_columns(),
            theme=theme,
            key=lambda row: row.key,
            many=True,
            name="privacy_table",
            title=_("What waits for a decision"),
        )
        body = QVBoxLayout(self.body)
        body.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), theme.size("sm"))
        body.addWidget(self._table, 1)

    def _connect(self) -> None:
        self.context.commands.bind(
            self,
            {"list.accept": self._accept, "list.refuse": self._let_stay},
            enabled={"list.accept": self._can_decide, "list.refuse": self._can_decide},
        )
        self._table.row_opened.connect(self._open_call)

    def _can_decide(self) -> bool:
        return bool(self._chosen())

    def _chosen(self) -> tuple[PrivacyRow, ...]:
        current = self._table.current_row()
        return self._table.selected_rows() or ((current,) if current is not None else ())

    def _read(self) -> None:
        services, actor = self.context.services, self.context.actor

        def work(progress: Progress) -> tuple[PrivacyRow, ...]:
            masks = tuple(PrivacyRow(mask=one) for one in services.masking.waiting(actor))
            numbers = services.covering.proposals(actor, progress=progress)
            return (*masks, *(PrivacyRow(number=one) for one in numbers))

        self.context.jobs.run(
            self,
            _("Looking for private numbers"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
        )

    def _on_read(self, rows: tuple[PrivacyRow, ...]) -> None:
        self._table.set_rows(rows)
        if not rows:
            self.head.set_summary("")
            self._show_nothing()
            return
        self.show_body()
        self.head.set_summary(
            ngettext("{n} waits for a decision", "{n} wait for a decision", len(rows)).format(n=len(rows))
        )
        if self._table.current_row() is None:
            self._table.select_first()
        self.give_keyboard(self._table)

    def _show_nothing(self) -> None:
        key = self.context.commands.hint("sound.mask")
        text = _(
            "Identity, card and phone numbers in transcripts, comments and notes are listed here, and the passages"
            " that colleagues want masked. While you listen, {key} masks the passage you have selected."
        )
        look = PageAction(_("Look again"), self._read, "search")
        self.show_empty(EmptyState("search", _("Nothing private waits"), text.format(key=key), (look,)))

    def _accept(self) -> None:
        chosen = self._chosen()
        numbers = [row.number for row in chosen if row.number is not None]
        masks = [row.mask.mask.id for row in chosen if row.mask is not None]
        if not chosen or (numbers and not self._is_sure(len(numbers))):
            return
        services, actor = self.context.services, self.context.actor

        def work(_progress: object) -> Changes:
            changes = services.masking.confirm(actor, masks) if masks else Changes()
            return changes | (services.covering.accept(actor, numbers) if numbers else Changes())

        self._run(_("Covering"), work, _("Covered."))

    def _is_sure(self, n_numbers: int) -> bool:
        """The one question of this page: what is covered in a text can't be brought back."""
        told = ngettext(
            "{n} number goes out of its text for good and can't be brought back.",
            "{n} numbers go out of their texts for good and can't be brought back.",
            n_numbers,
        )
        box = QMessageBox(QMessageBox.Icon.Question, _("Cover"), told.format(n=n_numbers), parent=self.window())
        box.setObjectName("privacy_sure")
        cover = box.addButton(_("Cover"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cover)
        box.exec()
        return box.clickedButton() is cover

    def _let_stay(self) -> None:
        chosen = self._chosen()
        numbers = [row.number for row in chosen if row.number is not None]
        masks = [row.mask.mask for row in chosen if row.mask is not None]
        if not chosen:
            return
        services, actor = self.context.services, self.context.actor

        def work(_progress: object) -> Changes:
            if numbers:
                services.covering.let_stay(actor, numbers)
            if masks:
                services.masking.remove(actor, [mask.id for mask in masks])
            return Changes(frozenset({ObjectKind.MASK}), frozenset(row.call_id for row in chosen if row.call_id))

        def undo(_progress: object) -> Changes:
            services.covering.ask_again(actor, numbers)
            changes = services.masking.restore(actor, masks)
            return changes | Changes(frozenset({ObjectKind.MASK}))

        step = UndoStep(_("letting numbers stay"), partial(self._run, _("Asking again"), undo, ""))
        self._run(_("Letting it stay"), work, _("It stays as it is."), step)

    def _run(self, title: str, work: Callable[[Progress], Changes], told: str, step: UndoStep | None = None) -> None:
        def done(changes: Changes) -> None:
            if step is not None:
                self.context.undo.push(step)
            if told:
                self.context.notices.done(told, key=_NOTICE)
            self.context.hub.announce(changes)

        self.context.jobs.run(self, title, work, done, partial(self.context.notices.error, key=_NOTICE))

    def _open_call(self, row: PrivacyRow) -> None:
        if row.call_id is not None:
            self.context.navigation.go(Place.to("calls", call=str(row.call_id)))


PAGE = PageSpec(
    key="privacy",
    title=N_("Privacy"),
    icon="eye-off",
    group=PageGroup.MANAGE,
    build=PrivacyPage,
    action=Action.DECIDE_MASKS,
)
