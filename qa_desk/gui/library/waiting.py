"""What the library wants of the person: a button that counts the cases and lists them, each with why it waits."""

from PySide6.QtWidgets import QWidget

from qa_desk.domain.ids import CaseId
from qa_desk.gui.desk.chooser import Chooser, Offer
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _, listed, ngettext
from qa_desk.services.cases.sheets import CasesWaiting


class WaitingButton(Button):
    """Hidden while nothing waits; choosing a case opens it on its own page."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__("", theme=context.theme, kind="quiet", icon="bell", name="waiting_cases", parent=parent)
        self._context = context
        self._waiting = CasesWaiting()
        title = _("Cases that wait for you")
        self._chooser = Chooser(title, theme=context.theme, name="waiting_list", parent=self)
        self._chooser.chosen.connect(self._go)
        self.hide()
        self.clicked.connect(self._open)

    def read(self) -> None:
        """Ask again what waits."""
        writing, actor = self._context.services.writing_cases, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading which cases wait"),
            lambda _progress: writing.waiting(actor),
            self._show,
            lambda _error: None,
            is_quiet=True,
            can_wait=True,
        )

    def _show(self, waiting: CasesWaiting) -> None:
        self._waiting = waiting
        n = waiting.n_cases
        self.set_text(ngettext("{n} case waits for you", "{n} cases wait for you", n).format(n=n))
        self.setVisible(bool(n))

    def _open(self) -> None:
        self._chooser.open_at(self, offers_of(self._waiting), None)

    def _go(self, case_id: object) -> None:
        """To the version that waits for approval, where it is that."""
        is_to_approve = any(case.id == case_id for case in self._waiting.to_approve)
        arguments = {"number": "proposed"} if is_to_approve else {}
        self._context.navigation.go(Place.to("standard_case", case=str(case_id), **arguments))


def offers_of(waiting: CasesWaiting) -> list[Offer]:
    """Each case once, with all that it waits for, by its code."""
    reasons: dict[CaseId, list[str]] = {}
    titles: dict[CaseId, str] = {}
    for words, cases in (
        (_("to approve"), waiting.to_approve),
        (_("review due"), waiting.review_due),
        (_("form changed"), waiting.form_changed),
    ):
        for case in cases:
            reasons.setdefault(case.id, []).append(words)
            titles[case.id] = _("{code}: {title}").format(code=case.code, title=case.title)
    return [Offer(key, titles[key], listed(reasons[key])) for key in sorted(reasons, key=lambda one: titles[one])]
