"""A package before anything of it is taken in: its centre, its cases beside what is here, and what differs in each."""

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from qa_desk.domain.sharing import CaseDifference, CaseStatus, OfferedCase
from qa_desk.gui.library.packages.labels import words_label
from qa_desk.gui.library.packages.ticks import TickedTable
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_and_year
from qa_desk.gui.shell.notices import Notice, NoticeKind, sentence
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, listed, ngettext
from qa_desk.services.packages.sharing import PackageView
from qa_desk.services.packages.words import counted_words, difference_words, field_words, status_words

_DIFFERENCES_HEIGHT = 200
_TOKENS = {CaseStatus.NEW: "accent", CaseStatus.DIFFERS: "warning", CaseStatus.RETIRED: "warning"}
_ORDER = (
    CaseStatus.NEW,
    CaseStatus.DIFFERS,
    CaseStatus.RETIRED,
    CaseStatus.OLDER,
    CaseStatus.WAITING,
    CaseStatus.SAME,
)
"""What needs a decision stands first."""


class PreviewPane(QWidget):
    """What is in a package, and the step that takes it in.

    Signals:
        wanted: the chosen cases are to be taken in: their ids (`frozenset[UUID]`), and whether the centre is accepted.
        hear_wanted: the call of a case (`OfferedCase`) is to be heard.
    """

    wanted = Signal(object, bool)
    hear_wanted = Signal(object)

    def __init__(self, view: PackageView, *, theme: Theme) -> None:
        super().__init__()
        self._view = view
        self._theme = theme
        self.setObjectName("package_preview")
        self._cases: TickedTable[OfferedCase] = TickedTable(
            _case_columns(),
            theme=theme,
            key=lambda one: one.case.id,
            may_tick=lambda one: one.may_be_taken,
            name="offered_cases",
            title=_("Cases of the package"),
        )
        self._differences: DataTable[CaseDifference] = DataTable(
            _difference_columns(),
            theme=theme,
            key=lambda one: (one.field, one.criterion_key),
            name="case_differences",
            title=_("What differs"),
        )
        self._whole = words_label("", tone="muted", name="difference_whole")
        self._build()
        self._cases.changed.connect(self._show_step)
        self._cases.current_changed.connect(self._show_differences)
        self._differences.current_changed.connect(self._show_whole)
        self._accepted.toggled.connect(lambda _is_on: self._show_step())
        self._take.clicked.connect(self.take_in)
        self._hear.clicked.connect(self.hear)
        self._cases.table.row_opened.connect(lambda _row: self.hear())
        in_order = sorted(view.cases, key=lambda one: _ORDER.index(one.status))
        self._cases.set_rows(in_order, ticked=view.suggested)
        self._show_differences(self._cases.table.current_row())

    @property
    def cases(self) -> TickedTable[OfferedCase]:
        """The list of cases."""
        return self._cases

    def take_in(self) -> None:
        """Ask for what is chosen, once the centre is known or accepted."""
        if self._take.isEnabled():
            chosen = frozenset(one.case.id for one in self._cases.ticked)
            self.wanted.emit(chosen, self._accepted.isChecked())

    def hear(self) -> None:
        """Ask for the call of the case that the keyboard is on."""
        one = self._cases.table.current_row()
        if one is not None and self._hear.isEnabled():
            self.hear_wanted.emit(one)

    def set_busy(self, word: str | None) -> None:
        """Say that it is under way, or that it is over."""
        self._take.set_busy(word)
        if word is None:
            self._show_step()

    def refuse(self, error: Exception) -> None:
        """Say why nothing came in, in its place."""
        self.set_busy(None)
        self.clear_error()
        self._error = NoticeBar(Notice(NoticeKind.ERROR, sentence(error)), theme=self._theme, closable=False)
        self._error_place.addWidget(self._error)

    def clear_error(self) -> None:
        """Take back what was said last."""
        if self._error is not None:
            self._error.deleteLater()
            self._error = None

    def _build(self) -> None:
        theme, centre = self._theme, self._view.centre
        name = centre.name or _("A centre without a name")
        title = words_label(f"{self._view.path.name} · {name}", kind="title")
        fingerprint = words_label(centre.shown_fingerprint, name="centre_fingerprint")
        fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = (
            _("Signed by a centre that is known here. Nothing was changed since.")
            if self._view.is_known
            else _("This centre is not known here yet. Compare these letters with the sender's, by telephone or mail.")
        )
        self._accepted = QCheckBox(_("They are the same: take its packages in from now on"))
        self._accepted.setObjectName("accept_centre")
        self._error: NoticeBar | None = None
        self._error_place = QVBoxLayout()
        self._forms = words_label(_forms_told(self._view.n_new_forms), tone="muted")
        self._take = Button(theme=theme, kind="primary", name="take_in")
        choices = QHBoxLayout()
        choices.setSpacing(theme.size("sm"))
        choices.addWidget(words_label(_summary(self._view.cases), name="package_summary"), 1)
        for title_of_choice, name, choose in (
            (_("As suggested"), "choose_suggested", self._choose_suggested),
            (_("Choose all"), "choose_all", lambda: self._cases.tick_all(True)),
            (_("None"), "choose_none", lambda: self._cases.tick_all(False)),
        ):
            button = Button(title_of_choice, theme=theme, kind="quiet", small=True, name=name)
            button.clicked.connect(choose)
            choices.addWidget(button)
        column = QVBoxLayout(self)
        edge = theme.size("lg")
        column.setContentsMargins(edge, 0, edge, edge)
        column.setSpacing(theme.size("sm"))
        for part in (title, fingerprint, words_label(words, tone="muted", name="centre_told"), self._accepted):
            column.addWidget(part)
        column.addLayout(choices)
        column.addWidget(self._cases, 1)
        self._told = words_label("", kind="title", name="case_told")
        self._consequence = words_label("", tone="muted", name="case_consequence")
        self._hear = Button(_("Hear the call"), theme=theme, small=True, name="hear_offered")
        self._hear.setToolTip(_("Plays what lies in the package; nothing of it is kept"))
        told = QHBoxLayout()
        told.addWidget(self._told, 1)
        told.addWidget(self._hear, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(told)
        for part in (self._consequence, self._differences, self._whole, self._forms):
            column.addWidget(part)
        # in the pane by now: shown before, each would be a window of its own
        self._accepted.setVisible(not self._view.is_known)
        self._forms.setVisible(self._view.n_new_forms > 0)
        column.addLayout(self._error_place)
        column.addWidget(self._take, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_differences(self, one: OfferedCase | None) -> None:
        differences = one.differences if one is not None else ()
        told = differences or (one.contents if one is not None else ())
        self._differences.set_rows(told)
        self._differences.setVisible(bool(told))
        wanted = (
            self._differences.horizontalHeader().sizeHint().height() + len(told) * self._theme.size("row_table") + 2
        )
        self._differences.setFixedHeight(min(wanted, self._theme.px(_DIFFERENCES_HEIGHT)))
        self._differences.select_first()
        self._show_whole(self._differences.current_row())
        self._told.setVisible(one is not None)
        self._consequence.setVisible(one is not None)
        self._hear.setVisible(one is not None)
        waits = one is not None and one.status is CaseStatus.WAITING
        self._hear.set_disabled_reason(_("Your own scoring of its call comes first.") if waits else "")
        if one is not None:
            words = _("{code}: {status}, in these parts") if differences else _("{code}: {status}")
            self._told.setText(words.format(code=one.case.code, status=status_words(one.status)))
            self._consequence.setText(_consequence(one))

    def _show_whole(self, difference: CaseDifference | None) -> None:
        """Both sides of the row whole: its cells may hold only their beginning."""
        self._whole.setVisible(difference is not None)
        if difference is not None:
            self._whole.setText(difference_words(difference))

    def _choose_suggested(self) -> None:
        self._cases.set_rows(self._cases.table.rows, ticked=self._view.suggested)

    def _show_step(self) -> None:
        n = len(self._cases.ticked)
        self._take.setText(ngettext("Take {n} case in as a proposal", "Take {n} cases in as proposals", n).format(n=n))
        is_trusted = self._view.is_known or self._accepted.isChecked()
        reason = "" if is_trusted else _("Compare the letters of the centre first.")
        self._take.set_disabled_reason(reason if n else _("Choose at least one case."))


def _summary(cases: tuple[OfferedCase, ...]) -> str:
    """How many of the cases stand how to the library."""
    counts = Counter(one.status for one in cases)
    return listed(counted_words(status, counts[status]) for status in _ORDER if counts[status])


def _consequence(one: OfferedCase) -> str:
    """What taking the case in would do to what is here."""
    match one.status:
        case CaseStatus.NEW:
            return _("It comes in as a proposal, with its sound.")
        case CaseStatus.WAITING:
            return _("Your own scoring of its call comes first; until then nothing of it is told.")
        case CaseStatus.SAME:
            return _("There is nothing to take in.")
        case CaseStatus.RETIRED:
            day = day_and_year(one.retired_on) if one.retired_on is not None else "–"
            told = _(
                "Retired here on {day}: {reason}. Taken in, it is proposed again, and stays retired until approved."
            )
            return told.format(day=day, reason=one.retired_reason.rstrip(".") or _("no reason said"))
        case _:
            if one.n_waiting is not None:
                told = _("Version {n} waits for approval here. Taken in, this one takes its place.")
                return told.format(n=one.n_waiting)
            return _("Taken in, it is proposed as a further version; what is valid here stays until that is approved.")


def _case_columns() -> tuple[Column[OfferedCase], ...]:
    return (
        Column("code", _("case"), lambda one: one.case.code, width=84, weight="medium"),
        Column("title", _("title"), lambda one: one.case.title, width=160, stretch=1),
        Column(
            "status",
            _("here"),
            lambda one: status_words(one.status),
            width=148,
            token=lambda one: _TOKENS.get(one.status, "muted"),
        ),
    )


def _difference_columns() -> tuple[Column[CaseDifference], ...]:
    return (
        Column("field", _("what"), field_words, width=120, weight="medium", can_sort=False),
        Column("here", _("here"), lambda one: one.here or None, width=140, stretch=1, can_sort=False),
        Column("offered", _("in the package"), lambda one: one.offered or None, width=140, stretch=1, can_sort=False),
    )


def _forms_told(n: int) -> str:
    return ngettext(
        "{n} scorecard version comes with them, as a retired one: no call is scored on it by itself.",
        "{n} scorecard versions come with them, as retired ones: no call is scored on them by themselves.",
        n,
    ).format(n=n)
