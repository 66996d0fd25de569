"""The library's way to practice: the valid cases that are listed, taken up together."""

from collections.abc import Sequence

from qa_desk.domain.permissions import Action
from qa_desk.domain.standard_case import CaseState, CaseSummary
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.page_head import PageHead
from qa_desk.i18n import _, ngettext

_MOST = 50


class PractiseShown:
    """The button in the head; there is none for who does not practise."""

    def __init__(self, context: PageContext, head: PageHead) -> None:
        self._context = context
        self._cases: tuple[str, ...] = ()
        self._button: Button | None = None
        if context.may(Action.PRACTISE):
            title = _("Practise these")
            self._button = head.add_action(title, self._go, kind="primary", name="practise_these")

    def show(self, cases: Sequence[CaseSummary], *, is_all: bool) -> None:
        """Name how many there are; `is_all` where no more match than these."""
        if self._button is None:
            return
        self._cases = tuple(str(case.id) for case in cases if case.state is CaseState.VALID)
        n = len(self._cases)
        is_few = is_all and n <= _MOST
        words = ngettext("Practise this {n}", "Practise these {n}", n).format(n=n)
        self._button.setText(words if is_few and n else _("Practise these"))
        too_many = _("Choose fewer first: up to {n} cases are practised at once.").format(n=_MOST)
        nothing = _("None of these is valid.")
        self._button.set_disabled_reason("" if is_few and n else nothing if is_few else too_many)

    def _go(self) -> None:
        self._context.navigation.go(Place.to("practice", cases=",".join(self._cases)))
