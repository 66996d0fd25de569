"""What waits for a decision on the page Privacy: proposed masks and numbers found in texts, as rows of one list."""

from collections.abc import Hashable
from dataclasses import dataclass

from qa_desk.domain.ids import CallId
from qa_desk.domain.masking import PrivateKind
from qa_desk.domain.private_numbers import NumberPlace
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import N_, _
from qa_desk.services.privacy.covering import NumberProposal
from qa_desk.services.privacy.masking import CallMask

KINDS: dict[PrivateKind, str] = {
    PrivateKind.RESIDENT_ID: N_("identity number"),
    PrivateKind.PAYMENT_CARD: N_("payment card"),
    PrivateKind.MOBILE: N_("phone number"),
    PrivateKind.OTHER: N_("private matter"),
}
_PLACES: dict[NumberPlace, str] = {
    NumberPlace.TRANSCRIPT: N_("transcript"),
    NumberPlace.COMMENT: N_("comment on the call"),
    NumberPlace.ANSWER_COMMENT: N_("comment on an answer"),
    NumberPlace.NOTE: N_("note at a mark"),
}


@dataclass(frozen=True, slots=True)
class PrivacyRow:
    """One proposal: a passage somebody wants masked, or a number in a text."""

    mask: CallMask | None = None
    number: NumberProposal | None = None

    @property
    def key(self) -> Hashable:
        """What tells it from every other."""
        return self.mask.mask.id if self.mask is not None else self.number.key if self.number is not None else ""

    @property
    def call_key(self) -> str:
        """The call's own id."""
        return self.mask.call_key if self.mask is not None else self.number.call_key if self.number is not None else ""

    @property
    def call_id(self) -> CallId | None:
        """The call."""
        return self.mask.call_id if self.mask is not None else self.number.call_id if self.number is not None else None

    @property
    def kind(self) -> PrivateKind:
        """What it is taken for."""
        if self.number is not None:
            return self.number.kind
        return self.mask.mask.kind if self.mask is not None else PrivateKind.OTHER

    @property
    def where(self) -> str:
        """The kind of text, or the times of the passage."""
        if self.mask is not None:
            return f"{clock(self.mask.start_s)}–{clock(self.mask.end_s)}"
        return _(_PLACES[self.number.place]) if self.number is not None else ""

    @property
    def told(self) -> str:
        """The words around a number, most of it covered, or who proposed a passage."""
        if self.mask is not None:
            return _("proposed by {name}").format(name=self.mask.proposer)
        return self.number.context if self.number is not None else ""


def privacy_columns() -> tuple[Column[PrivacyRow], ...]:
    """Which call, what, where, and enough of it to decide."""
    return (
        Column("call", _("call"), lambda row: row.call_key, width=120, is_fixed=True),
        Column("kind", _("what"), lambda row: _(KINDS[row.kind]), width=136),
        Column("where", _("where"), lambda row: row.where, width=152),
        Column("told", _("how it reads"), lambda row: row.told, width=320, stretch=4, is_fixed=True),
    )
