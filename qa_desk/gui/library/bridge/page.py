"""Two versions of a form on the same cases: `case_bridge?scorecard=…&old=…&new=…`, how far a trend jumps by itself."""

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.permissions import Action
from qa_desk.domain.scorecard import VersionState
from qa_desk.gui.library.bridge.rows import BridgeRow, bridge_columns, bridge_rows
from qa_desk.gui.library.case_parts import label
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.cases.bridging_cases import Bridge

KEY = "case_bridge"


@dataclass(frozen=True, slots=True)
class _Read:
    """What the store lane brings; `numbers` are the versions that were ever published."""

    bridge: Bridge
    numbers: tuple[int, ...]


class BridgePage(Page):
    """What the same cases come to on an older and a newer form."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Both forms on the same cases"))
        self._scorecard, self._numbers = "", (0, 0)
        self._table: DataTable[BridgeRow] | None = None
        self._build()

    @property
    def table(self) -> DataTable[BridgeRow] | None:
        """The figures; None before they were read."""
        return self._table

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(_("Standard cases"), Place.to("library")), Crumb(self.title()))

    def shown(self, place: Place) -> None:
        self._scorecard = place.get("scorecard")
        numbers = [place.get(name) for name in ("old", "new")]
        if not self._scorecard or not all(number.isdigit() for number in numbers):
            self._show_nothing()
            return
        self._numbers = int(numbers[0]), int(numbers[1])
        self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        touched = (ObjectKind.STANDARD_CASE, ObjectKind.SCORECARD)
        if self._scorecard and (changes is None or changes.touches(*touched)):
            self._read()

    def _build(self) -> None:
        theme = self.context.theme
        self._old = ChoiceBox(theme=theme, name="bridge_old", title=_("Older version"))
        self._new = ChoiceBox(theme=theme, name="bridge_new", title=_("Newer version"))
        self._old.chosen.connect(lambda number: self._go(number, str(self._numbers[1])))
        self._new.chosen.connect(lambda number: self._go(str(self._numbers[0]), number))
        for box in (self._old, self._new):
            self.head.add_widget(box)
        edge = theme.size("xl")
        self._column = QVBoxLayout(self.body)
        self._column.setContentsMargins(edge, theme.size("sm"), edge, theme.size("sm"))
        self._column.setSpacing(theme.size("sm"))
        told = _(
            "The sound is the same, so what differs is the form. A trend across this change jumps by about this much"
            " although nobody works differently."
        )
        self._column.addWidget(label(told, tone="muted"))

    def _go(self, old: str, new: str) -> None:
        self.context.navigation.go(Place.to(KEY, scorecard=self._scorecard, old=old, new=new))

    def _read(self) -> None:
        services, actor, key, numbers = self.context.services, self.context.actor, self._scorecard, self._numbers

        def work(_progress: object) -> _Read:
            bridge = services.bridging_cases.bridge(actor, key, *numbers)
            own = next(one for one in services.authoring.scorecards(actor) if one.key == key)
            used = tuple(one.number for one in own.versions if one.state is not VersionState.DRAFT)
            return _Read(bridge, used)

        self.context.jobs.run(
            self,
            _("Comparing both forms"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, read: _Read) -> None:
        bridge = read.bridge
        self.head.set_title(_("{form}: both forms on the same cases").format(form=in_words(bridge.new.title)))
        n = len(bridge.cases)
        self.head.set_summary(ngettext("{n} case", "{n} cases", n).format(n=n))
        for box, chosen in ((self._old, bridge.old), (self._new, bridge.new)):
            box.set_choices([(_("Version {number}").format(number=one), str(one)) for one in read.numbers])
            box.set_value(str(chosen.number))
        if not bridge.cases:
            self._show_no_case(bridge)
            return
        self._show_table(bridge)
        self.show_body()
        assert self._table is not None
        self.give_keyboard(self._table)
        self.crumbs_changed.emit()

    def _show_table(self, bridge: Bridge) -> None:
        if self._table is not None:
            self._column.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
        # the heads of the columns name the versions
        self._table = DataTable(
            bridge_columns(bridge.old.number, bridge.new.number),
            theme=self.context.theme,
            key=lambda row: row.key,
            group=lambda row: row.group,
            name="case_bridge",
            title=_("Both forms on the same cases"),
        )
        self._table.row_opened.connect(self._open)
        self._column.addWidget(self._table, 1)
        self._table.set_rows(bridge_rows(bridge))
        self._table.select_first()

    def _open(self, row: BridgeRow) -> None:
        if row.case_id is not None:
            self.context.navigation.go(Place.to("standard_case", case=str(row.case_id)))

    def _show_no_case(self, bridge: Bridge) -> None:
        told = _(
            "Carry cases of version {old} over to version {new} and let a second person approve them: the same cases"
            " on both forms then say how far figures jump with the form."
        ).format(old=bridge.old.number, new=bridge.new.number)
        self.show_empty(EmptyState("cases", _("No case is on both forms yet"), told, (self._to_library(),)))

    def _show_nothing(self) -> None:
        told = _("Open a case whose form has changed, and compare both forms from there.")
        self.show_empty(EmptyState("cases", _("No forms to compare"), told, (self._to_library(),)))

    def _to_library(self) -> PageAction:
        return PageAction(_("Show the library"), lambda: self.context.navigation.go(Place.to("library")), "arrow-left")


PAGE = PageSpec(
    key=KEY,
    title=N_("Both forms on the same cases"),
    icon="compare",
    group=PageGroup.NONE,
    build=BridgePage,
    action=Action.VIEW_CASES,
    is_led_to=True,
)
