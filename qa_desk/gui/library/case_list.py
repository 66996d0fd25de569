"""The cases that fit: boxes, chips, the shelf of benchmarks and the list, which is read part by part."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from qa_desk.domain.case_filter import CaseQuery, CaseSort, Facet, cases_with
from qa_desk.domain.ids import CaseId
from qa_desk.domain.standard_case import CaseSummary
from qa_desk.gui.library.columns import case_columns
from qa_desk.gui.library.facets import Facets, chips_of
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.chips import FilterChips
from qa_desk.gui.widgets.find_field import FindField
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.gui.widgets.table.window import WindowTable
from qa_desk.i18n import _
from qa_desk.services.cases.browsing_cases import BrowsingCases, CaseCounts, CasePage, FoundWords

_SPLITTER = "library.boxes"
_FACETS_PX, _LIST_PX = 172, 596
_ROW_HEIGHT = 56
_TYPING_MS = 200
_PART, _MOST_HELD = 200, 1_000
_SORTS = {"case": CaseSort.TITLE, "length": CaseSort.LENGTH, "score": CaseSort.SCORE}


class CaseList(QWidget):
    """What the page shows at the left.

    Signals:
        shown: the list and its counts are what was asked for last.
        failed: the exception of a reading; `read` tries again.
        current_changed: the case the keyboard is on, or None.
        compare_toggled: the key of the case that is to be compared, or no longer.
        played: the case whose row is to be heard.
    """

    shown = Signal()
    failed = Signal(object)
    current_changed = Signal(object)
    compare_toggled = Signal(object)
    played = Signal(object)

    def __init__(
        self, context: PageContext, sound: RowSound, letter_of: Callable[[CaseId], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._query = CaseQuery()
        self._first = 0
        self._counts: CaseCounts | None = None
        self._found: dict[CaseId, FoundWords] = {}
        self._asked = 0
        self.setObjectName("case_list")
        self._build(sound, letter_of)
        self._connect()

    @property
    def table(self) -> WindowTable[CaseSummary]:
        """The list."""
        return self._table

    @property
    def chips(self) -> FilterChips:
        """What is chosen, in words."""
        return self._chips

    @property
    def query(self) -> CaseQuery:
        """What is chosen."""
        return self._query

    @property
    def counts(self) -> CaseCounts | None:
        """How many there are; None until they were counted."""
        return self._counts

    def ask(self, query: CaseQuery) -> None:
        """Show other cases, from the beginning."""
        self._query, self._first = query, 0
        if query.text != self._find.text().strip():
            self._find.setText(query.text)
            self._typing.stop()
        self._table.verticalScrollBar().setValue(0)
        self.read()

    def clear(self) -> None:
        """Show every case, retired ones too."""
        self.ask(replace(cases_with(), benchmarks_only=self._query.benchmarks_only))

    def focus_find(self) -> None:
        """Go to the field of words."""
        self._find.setFocus()

    def read(self) -> None:
        """Read what is shown again, then count it."""
        self._asked += 1
        asked = self._asked
        wanted = replace(self._ordered(), offset=self._first, limit=max(_PART, len(self._table.rows)))

        def show(page: CasePage) -> None:
            if asked == self._asked:
                self._take(page)
                self._count(asked, wanted)

        self._run(_("Reading the library"), lambda: self._browsing.page(self._context.actor, wanted), show)

    def _count(self, asked: int, wanted: CaseQuery) -> None:
        def show(counts: CaseCounts) -> None:
            if asked == self._asked:
                self._counts = counts
                self._show_counts(counts)
                self.shown.emit()

        self._run(_("Counting the cases"), lambda: self._browsing.counts(self._context.actor, wanted), show)

    def _take(self, page: CasePage) -> None:
        self._found = dict(page.found)
        self._table.set_rows(page.cases)
        self._table.set_ends(has_above=self._first > 0, has_below=not page.is_last)
        self._chips.set_chips(chips_of(self._query, self._counts.facets if self._counts else ()))

    def _show_counts(self, counts: CaseCounts) -> None:
        self._chips.set_chips(chips_of(self._query, counts.facets))
        self._facets.show_facets(counts.facets, self._query)
        self._nothing.setVisible(not counts.n_found)
        titles = {False: _("All cases"), True: _("Benchmarks, {n}").format(n=counts.n_benchmarks)}
        for button in self._shelf.buttons:
            button.setText(titles[bool(button.segment.code)])
            button.updateGeometry()

    def _read_more(self, above: bool) -> None:
        n_shown, asked = len(self._table.rows), self._asked
        offset = max(0, self._first - _PART) if above else self._first + n_shown
        limit = self._first - offset if above else _PART
        wanted = replace(self._ordered(), offset=offset, limit=max(1, limit))

        def show(page: CasePage) -> None:
            if asked != self._asked:
                return
            self._found.update(page.found)
            n_gone = self._table.extend(page.cases, above=above, most=_MOST_HELD)
            self._first = offset if above else self._first + n_gone
            has_below = n_gone > 0 or self._has_below() if above else not page.is_last
            self._table.set_ends(has_above=self._first > 0, has_below=has_below)

        self._run(_("Reading more cases"), lambda: self._browsing.page(self._context.actor, wanted), show)

    def _go_to_edge(self, is_end: bool) -> None:
        n_found = self._counts.n_found if self._counts is not None else 0
        self._first = max(0, n_found - _PART) if is_end else 0
        wanted, asked = replace(self._ordered(), offset=self._first, limit=_PART), self._asked

        def show(page: CasePage) -> None:
            if asked == self._asked and page.cases:
                self._take(page)
                self._table.select_key(page.cases[-1 if is_end else 0].id)
                self._table.scrollTo(self._table.currentIndex())
                self.current_changed.emit(self._table.current_row())

        self._run(_("Reading more cases"), lambda: self._browsing.page(self._context.actor, wanted), show)

    def _has_below(self) -> bool:
        return self._counts is not None and self._first + len(self._table.rows) < self._counts.n_found

    def _ordered(self) -> CaseQuery:
        state = self._table.chosen_state
        sort = _SORTS.get(state.sort_key)
        return self._query if sort is None else replace(self._query, sort=sort, descending=state.is_descending)

    @property
    def _browsing(self) -> BrowsingCases:
        return self._context.services.browsing_cases

    def _run(self, title: str, work: Callable[[], object], done: Callable[..., None]) -> None:
        self._context.jobs.run(self, title, lambda _progress: work(), done, self.failed.emit, is_quiet=True)

    def _build(self, sound: RowSound, letter_of: Callable[[CaseId], str]) -> None:
        theme = self._context.theme
        tip = _("Title, tags, rationale, comments and what was said (Ctrl+F)")
        self._find = FindField("find_case", _("Find a case"), tip=tip)
        self._find.setFixedWidth(theme.px(220))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        shelves = (
            Segment(False, _("All cases")),
            Segment(True, _("Benchmarks"), tip=_("Calls worth imitating")),
        )
        self._shelf = SegmentedChoice(shelves, theme=theme, name="case_shelf", subject=_("Shelf"))
        self._shelf.set_value(False)
        self._chips = FilterChips(theme=theme, can_add=False)
        self._facets = Facets(theme=theme)
        self._table: WindowTable[CaseSummary] = WindowTable(
            case_columns(sound, letter_of, self._found_in),
            theme=theme,
            key=lambda case: case.id,
            remember=lambda _state: self._on_sorted(),
            row_height=_ROW_HEIGHT,
            name="case_table",
            title=_("Standard cases"),
        )
        self._nothing = QLabel(_("No case matches. Take a chip away to see more."))
        self._nothing.setObjectName("nothing_matches")
        self._nothing.setProperty("tone", "muted")
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        top = QHBoxLayout()
        edge = theme.size("xl")
        top.setContentsMargins(edge, 0, theme.size("md"), theme.size("sm"))
        top.setSpacing(theme.size("md"))
        top.addWidget(self._shelf)
        top.addWidget(self._chips, 1)
        top.addWidget(self._find)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(theme.size("md"), 0, theme.size("md"), theme.size("sm"))
        column.addWidget(self._nothing)
        column.addWidget(self._table, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        for widget in (scrolling(self._facets, "facet_area"), middle):
            self._splitter.addWidget(widget)
        self._splitter.setStretchFactor(1, 1)
        kept = self._context.settings.current.splitters.get(_SPLITTER)
        self._splitter.setSizes(list(kept) if kept else [theme.px(px) for px in (_FACETS_PX, _LIST_PX)])
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addLayout(top)
        body.addWidget(self._splitter, 1)

    def _connect(self) -> None:
        self._facets.toggled.connect(lambda facet, value: self.ask(self._query.toggling(facet, value)))
        self._chips.removed.connect(self._on_chip_removed)
        self._chips.opened.connect(self._on_chip_removed)
        self._shelf.chosen.connect(lambda code: self.ask(replace(self._query, benchmarks_only=bool(code))))
        self._find.textChanged.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(self._on_typed)
        self._find.left.connect(self._table.take_keyboard)
        self._table.current_changed.connect(self.current_changed)
        self._table.row_opened.connect(self.current_changed)
        self._table.clicked.connect(lambda index: self._on_clicked(index.column()))
        self._table.play_requested.connect(self.played)
        self._table.more_wanted.connect(self._read_more)
        self._table.edge_wanted.connect(self._go_to_edge)
        self._splitter.splitterMoved.connect(lambda _position, _index: self._keep_splitter())
        self._context.commands.bind(self._table, {"case.set_beside": self._set_beside})

    def _set_beside(self) -> None:
        case = self._table.current_row()
        if case is not None:
            self.compare_toggled.emit(case.id)

    def _keep_splitter(self) -> None:
        kept = dict(self._context.settings.current.splitters) | {_SPLITTER: self._splitter.sizes()}
        self._context.settings.change(splitters=kept)

    def _found_in(self, case_id: CaseId) -> FoundWords | None:
        return self._found.get(case_id)

    def _on_sorted(self) -> None:
        self._first = 0
        self._table.verticalScrollBar().setValue(0)
        self.read()

    def _on_chip_removed(self, key: str) -> None:
        if key == "text":
            self.ask(replace(self._query, text="", offset=0))
        else:
            self.ask(self._query.choosing(Facet(key), ()))

    def _on_typed(self) -> None:
        text = self._find.text().strip()
        if text != self._query.text:
            self.ask(replace(self._query, text=text, offset=0))

    def _on_clicked(self, column: int) -> None:
        case = self._table.current_row()
        shown = self._table.model().columns  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
        if case is None:
            return
        if shown[column].key in ("play", "wave"):
            self.played.emit(case)
        elif shown[column].key == "compare":
            self.compare_toggled.emit(case.id)


def scrolling(widget: QWidget | None, name: str) -> QScrollArea:
    """An area that scrolls its widget up and down."""
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if widget is not None:
        area.setWidget(widget)
    return area
