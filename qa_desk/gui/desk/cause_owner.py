"""Whom a failure is put down to: the agent, a department, a unit; searched by name where they are many."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

from qa_desk.domain.evaluation import CauseOwner, CauseOwnerKind
from qa_desk.gui.desk.chooser import Chooser, Offer
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _
from qa_desk.services.scoring.inspecting_views import CauseOwnerChoice

_OWNER_WIDTH = 176


class CauseOwnerBox(QComboBox):
    """Opens a list to search in; the wheel scrolls the panel and changes nothing here.

    Signals:
        owner_chosen: the `CauseOwner` that the person chose.
    """

    owner_chosen = Signal(object)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._choices: tuple[CauseOwnerChoice, ...] = ()
        self.chooser = Chooser(_("Cause owner"), theme=theme, name="cause_owners", parent=self)
        self.setObjectName("cause_owner")
        self.setAccessibleName(_("Cause owner"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumWidth(theme.px(_OWNER_WIDTH))
        self.activated.connect(lambda place: self.owner_chosen.emit(self._choices[place].owner))
        self.chooser.chosen.connect(self.owner_chosen)
        self._show_tip()

    def show_choices(self, choices: Sequence[CauseOwnerChoice]) -> None:
        """Offer these."""
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self.clear()
            for choice in choices:
                self.addItem(owner_words(choice))

    def show_owner(self, owner: CauseOwner | None) -> None:
        """Show who it is; nobody named means the agent."""
        wanted = owner or CauseOwner(CauseOwnerKind.AGENT)
        place = next((place for place, choice in enumerate(self._choices) if choice.owner == wanted), -1)
        self.setCurrentIndex(place)
        self._show_tip()

    def showPopup(self) -> None:
        at = self.currentIndex()
        current = self._choices[at].owner if 0 <= at < len(self._choices) else None
        offers = [
            Offer(choice.owner, owner_words(choice), _KINDS[choice.owner.kind](), people_words(choice))
            for choice in self._choices
        ]
        self.chooser.open_at(self, offers, current)

    def hidePopup(self) -> None:
        super().hidePopup()
        if self.chooser.isVisible():
            self.chooser.close_list()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _show_tip(self) -> None:
        at = self.currentIndex()
        people = people_words(self._choices[at]) if 0 <= at < len(self._choices) else ""
        self.setToolTip(people or _("Who caused the failure: the agent, a department or a unit"))
        self.setAccessibleDescription(people)


def owner_words(choice: CauseOwnerChoice) -> str:
    """A cause owner in words; a unit by its path."""
    if choice.owner.kind is CauseOwnerKind.AGENT:
        return _("agent – {name}").format(name=choice.name) if choice.name else _("agent")
    return choice.name


def people_words(choice: CauseOwnerChoice) -> str:
    """Whom to ask there: "Contact: Wei Chen · Deputy: Ana Ruiz"; empty where nobody is named."""
    contact = _("Contact: {name}").format(name=choice.contact) if choice.contact else ""
    deputy = _("Deputy: {name}").format(name=choice.deputy) if choice.deputy else ""
    return " · ".join(part for part in (contact, deputy) if part)


_KINDS = {
    CauseOwnerKind.AGENT: lambda: "",
    CauseOwnerKind.DEPARTMENT: lambda: _("department"),
    CauseOwnerKind.UNIT: lambda: _("unit"),
}
