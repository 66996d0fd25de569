"""Every widget in every state on one sheet, for looking at: `python tests/widget/widgets/gallery.py FOLDER`.

Writes gallery_THEME_SCALE.png for both themes at 100 % and 200 %; a test renders them too.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFont, QFontDatabase, QImage, QPainter
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.criteria.base import Prompt
from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.text import LocalText
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.icons import icon_names, picture, picture_names, pixmap
from qa_desk.gui.shell.key_cap import KeyCap
from qa_desk.gui.shell.notices import Notice, NoticeKind
from qa_desk.gui.shell.theme import THEMES, Theme
from qa_desk.gui.widgets.badges import AnswerGlyph, CriticalTag, OutcomeBadge, ScoreBadge, SectionHead
from qa_desk.gui.widgets.charts.chart import Chart
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.glyphs import N_RATERS, AnswerState, Voice, draw_rater, draw_voice
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.gui.widgets.rating_input import Choice, DeductionInput, rating_input
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.status_line import ProgressLine, StatusLine
from qa_desk.gui.widgets.table.columns import Column, Run, TableState
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.reports.figures import (
    Figure,
    ForestPlot,
    ForestRow,
    HeatCell,
    HeatTable,
    Pareto,
    ParetoBar,
    SeriesPoint,
    Standing,
    TimeSeries,
)

WIDTH = 1240


@dataclass(frozen=True, slots=True)
class Call:
    """A row of the table."""

    number: str
    agent: str
    about: str
    length: str
    due: str
    group: str
    sign: str


CALLS = (
    Call("1043", "Li Na", "complaint", "6:41", "today", "Begun", "half"),
    Call("1051", "Gao Lin", "tariff change", "4:12", "today", "Due today", "phone"),
    Call("1058", "Xu Ting", "fault report", "9:30", "today", "Due today", "phone"),
    Call("1062", "Ma Rui", "complaint", "5:05", "today 15:00", "Due today", "target"),
)
CALL_COLUMNS = (
    Column[Call]("sign", "", lambda row: "", icon=lambda row: (row.sign, "muted"), width=36, description="state"),
    Column[Call](
        "call",
        "call",
        lambda row: row.number,
        runs=lambda row: (Run(row.number, weight="medium"), Run(row.agent), Run("· 11 of 14 answered", "muted")),
        width=320,
        stretch=1,
    ),
    Column[Call]("about", "about", lambda row: row.about, token="muted", width=160),
    Column[Call]("length", "length", lambda row: row.length, align="right", width=80),
    Column[Call](
        "due",
        "due",
        lambda row: row.due,
        align="right",
        width=120,
        token=lambda row: "warning" if ":" in row.due else "muted",
    ),
)

_NAMES = ("Chen Jie", "Sun Qian", "Liu Yang", "Zhao Lei", "Zhou Min", "Wu Bo")
_PAIRS = ((96,), (97, 95), (96, 95, 93), (92, 94, 93, 92), (91, 91, 89, 90, 88), (90, 88, 90, 88, 89, 81))
_SHARES = (31, 29, 33.5, 30, 27.5, 32, 30.5, 33, 29, 31.5, 46, 42.5, 43)
FIGURES: tuple[Figure, ...] = (
    ForestPlot(
        "Two criteria lie wholly below the target of 90 %",
        "agreement with the settled answers, %",
        (
            ForestRow("a", "No customer information disclosed", 97.9, 94.0, 99.3, 64, Standing.REACHED, True, ("74",)),
            ForestRow("b", "Information given is correct", 90.5, 84.6, 94.3, 64, Standing.UNDECIDED, True, ("58",)),
            ForestRow("c", "Offers an alternative", 87.3, 66.8, 95.9, 9, Standing.UNDECIDED, False, ("50",)),
            ForestRow("d", "Tone", 78.4, 71.0, 84.3, 64, Standing.MISSED, False, ("57",)),
            ForestRow("e", "Seldom asked", None, None, None, 1, Standing.NONE),
            ForestRow("f", "All criteria", 91.6, 89.8, 93.3, 64, Standing.POOLED, False, ("66",)),
        ),
        target=90,
        axis_low=60,
        axis_high=100,
        detail_titles=("on failures",),
    ),
    HeatTable(
        "Zhou Min and Wu Bo agree least",
        "agreement of each pair, %",
        _NAMES,
        ("Wang", "Chen", "Sun", "Liu", "Zhao", "Zhou"),
        tuple(
            HeatCell(row, column, float(value), f"{row}-{column}", value == 81)
            for row, values in enumerate(_PAIRS)
            for column, value in enumerate(values)
        ),
        (84, 88, 92, 95),
        row_raters=(2, 5, 3, 4, 1, 6),
        column_raters=(0, 2, 5, 3, 4, 1),
    ),
    Pareto(
        "Three criteria take 65 % of the points lost",
        "share of points lost, %, with interval; line: together",
        tuple(
            ParetoBar(label, label, value, value - 4, value + 4, together, round(value * 14), place < 3)
            for place, (label, value, together) in enumerate(
                (
                    ("Tone", 28.0, 28.0),
                    ("Answer complete", 22.0, 50.0),
                    ("Closing and summary", 15.0, 65.0),
                    ("Hold asked and explained", 10.0, 75.0),
                    ("Standard wording used", 8.0, 83.0),
                    ("7 other criteria", 17.0, 100.0),
                )
            )
        ),
    ),
    TimeSeries(
        "Tone: failures left their limits in week 44",
        "calls losing points, %; limits at three standard errors",
        tuple(
            SeriesPoint(str(34 + place), str(34 + place), value, 170 + place, 20.3, 41.2, value > 41.2)
            for place, value in enumerate(_SHARES)
        ),
        centre=31,
        breaks=(("40", "version 7"),),
    ),
)


class Gallery(QWidget):
    """All widgets one below the other, as wide as a page."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setObjectName("gallery")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 24, 24, 24)
        self.column.setSpacing(16)
        self._icons()
        self._shapes()
        self._buttons()
        self._ratings()
        self._chips_and_badges()
        self._notices()
        self._table()
        self._charts()
        self.column.addStretch(1)
        self.setFixedWidth(WIDTH)

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("surface"))

    def row(self, *parts: QWidget, spacing: int = 12) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(spacing)
        for part in parts:
            row.addWidget(part)
        row.addStretch(1)
        self.column.addLayout(row)
        return row

    def head(self, text: str) -> None:
        label = QLabel(text)
        label.setFont(self.theme.font("title", "strong"))
        label.setStyleSheet(f"color: {self.theme.color('text').name()}")
        self.column.addWidget(label)

    def _drawn(self, width: int, height: int, draw: object) -> QWidget:
        return _Drawn(width, height, draw)

    def _icons(self) -> None:
        self.head("Icons")
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, name in enumerate(icon_names()):
            label = QLabel()
            label.setPixmap(pixmap(name, self.theme, "text", ratio=self.devicePixelRatioF()))
            label.setToolTip(name)
            grid.addWidget(label, place // 30, place % 30)
        self.column.addLayout(grid)
        row = QHBoxLayout()
        for name in picture_names()[:4]:
            label = QLabel()
            label.setPixmap(picture(name, self.theme, ratio=self.devicePixelRatioF()))
            row.addWidget(label)
        row.addStretch(1)
        self.column.addLayout(row)

    def _shapes(self) -> None:
        def raters(painter: QPainter) -> None:
            for index in range(N_RATERS):
                draw_rater(painter, _rect(index * 28, 2, 20), index, self.theme)
                draw_rater(painter, _rect(240 + index * 16, 6, 12), index, self.theme)
            draw_voice(painter, _rect(400, 6, 12), Voice.AGENT, self.theme)
            draw_voice(painter, _rect(424, 6, 12), Voice.CUSTOMER, self.theme)

        self.column.addWidget(self._drawn(460, 24, raters))
        glyphs = []
        for state in AnswerState:
            glyph = AnswerGlyph(theme=self.theme)
            glyph.set_state(state)
            glyphs.append(glyph)
        self.row(*glyphs)

    def _buttons(self) -> None:
        self.head("Buttons")
        theme = self.theme
        disabled = Button("Submit", theme=theme, kind="primary")
        disabled.setEnabled(False)
        off = Button("Report", theme=theme)
        off.setEnabled(False)
        busy = Button("Submit", theme=theme, kind="primary", keys="Ctrl+Enter")
        busy.resize(busy.sizeHint())
        busy.set_busy("Submitting …")
        self.row(
            Button("Go on with 1043", theme=theme, kind="primary", keys="Enter"),
            Button("Report", theme=theme),
            Button("Copy data", theme=theme, kind="quiet"),
            Button("Print", theme=theme, icon="print"),
            Button("Small", theme=theme, small=True),
            Button(theme=theme, icon="arrow-up", small=True, tip="Up"),
            disabled,
            off,
            busy,
            KeyCap("Space", theme=theme),
            KeyCap("←", theme=theme),
        )

    def _ratings(self) -> None:
        self.head("Rating inputs")
        grid = QGridLayout()
        grid.setSpacing(8)
        levels = Levels(tuple(Level(LocalText.of(str(n)), n) for n in (0, 3, 5))).prompt()
        wide = Levels(
            tuple(Level(LocalText.of(word), n) for n, word in enumerate(("not at all", "in part", "wholly")))
        ).prompt()
        states: list[tuple[Prompt, list[Choice]]] = [
            (PassFail().prompt(), [Choice(), Choice(True), Choice(False), Choice(na=True)]),
            (levels, [Choice(), Choice(0), Choice(5), Choice(na=True)]),
            (wide, [Choice(), Choice(0), Choice(2), Choice(na=True)]),
            (Points(10).prompt(), [Choice(), Choice(0.0), Choice(8.0), Choice(na=True)]),
            (Deduction(10).prompt(), [Choice(), Choice(True), Choice(True), Choice(na=True)]),
        ]
        for line, (prompt, choices) in enumerate(states):
            for place, choice in enumerate(choices):
                made = rating_input(prompt, self.theme, na_allowed=True)
                made.set_choice(choice)
                if isinstance(made, DeductionInput) and place == 2:
                    made.set_n_reasons(2)
                grid.addWidget(made, line, place, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(grid)
        view = SegmentedChoice(
            [Segment("two", "two cases"), Segment("mine", "with my answers")], theme=self.theme, subject="Compare"
        )
        view.set_value("two")
        self.row(view)

    def _chips_and_badges(self) -> None:
        theme = self.theme
        self.head("Chips, badges, section heads")
        chips = FilterChips(theme=theme)
        chips.set_chips(
            (
                Chip("all", "all 7", ChipKind.TOGGLE, is_on=True),
                Chip("routine", "routine 5", ChipKind.TOGGLE),
                Chip("period", "last 4 weeks"),
                Chip("unit", "Halls 1 and 3"),
                Chip("cause", "any cause owner", ChipKind.CHOICE),
            )
        )
        self.column.addWidget(chips)
        so_far, missing, estimate = (ScoreBadge(theme=theme) for _ in range(3))
        so_far.show_score("call quality so far", 87.5)
        missing.show_score("call quality", None)
        estimate.show_score("agent score", 91.6, interval=(89.8, 93.3))
        self.row(so_far, missing, estimate)
        states = (AnswerState.FULL, AnswerState.FAILED, AnswerState.NOT_APPLICABLE, AnswerState.MISSING)
        names = ("customer", "compliance", "business", "customer")
        compact = CriticalTag("compliance", theme=theme)
        compact.set_compact(True)
        self.row(
            *(OutcomeBadge(name, state, theme=theme) for name, state in zip(names, states, strict=True)),
            CriticalTag("compliance", theme=theme),
            CriticalTag("compliance-critical", theme=theme, weight="medium"),
            compact,
            spacing=4,
        )
        for title, result in (("Rule", "2 of 3 passed"), ("Smile", "8 / 10"), ("Create", "not scored")):
            section = SectionHead(title, theme=theme)
            section.set_result(result)
            self.column.addWidget(section)

    def _notices(self) -> None:
        theme = self.theme
        self.head("Notices and status")
        notices = (
            Notice(NoticeKind.INFO, "The next draw is on Monday 23 November at 08:00."),
            Notice(NoticeKind.DONE, "Submitted.", "Undo", lambda: None),
            Notice(NoticeKind.WARNING, "There is no sound device. The time line runs without sound."),
            Notice(NoticeKind.ERROR, "The disk is full. What was saved is safe; make room and try again.", "Try again"),
        )
        for notice in notices:
            self.column.addWidget(NoticeBar(notice, theme=theme))
        progress, done, unknown = ProgressLine(theme=theme), ProgressLine(theme=theme), ProgressLine(theme=theme)
        progress.show_progress("Importing 12 of 40", 0.3, 48)
        unknown.show_progress("Reading the folder")
        done.show_done("40 recordings came in")
        self.row(progress, unknown, done, spacing=32)
        status = StatusLine(theme=theme)
        status.set_missing(3)
        status.set_saved("saved 14:03:22")
        status.set_listened(0.64)
        status.set_tabs((("guidance", "Guidance"), ("transcript", "Transcript"), ("history", "History")))
        status.set_panel_width(520)
        self.column.addWidget(status)

    def _table(self) -> None:
        self.head("Table")
        table = DataTable(
            CALL_COLUMNS,
            theme=self.theme,
            key=lambda row: row.number,
            group=lambda row: row.group,
            state=TableState(tuple(column.key for column in CALL_COLUMNS), "call"),
        )
        table.set_rows(CALLS)
        table.select_key("1043")
        table.setFixedHeight(36 * 7 + 30)
        self.column.addWidget(table)

    def _charts(self) -> None:
        self.head("Charts")
        grid = QGridLayout()
        grid.setSpacing(32)
        for place, figure in enumerate(FIGURES):
            chart = Chart(theme=self.theme)
            chart.show_figure(figure)
            grid.addWidget(chart, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 11)
        grid.setColumnStretch(1, 9)
        self.column.addLayout(grid)


class _Drawn(QWidget):
    def __init__(self, width: int, height: int, draw: object) -> None:
        super().__init__()
        self._draw = draw
        self.setFixedSize(width, height)

    def paintEvent(self, event: object) -> None:
        assert callable(self._draw)
        self._draw(QPainter(self))


def _rect(x: float, y: float, side: float) -> QRectF:
    return QRectF(x, y, side, side)


def render(theme_name: str, scale: float) -> QImage:
    """The whole gallery as a picture."""
    theme = Theme(theme_name)
    gallery = Gallery(theme)
    gallery.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    gallery.show()
    QApplication.sendPostedEvents()
    gallery.adjustSize()
    QApplication.sendPostedEvents()
    image = QImage(gallery.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(theme.color("surface"))
    gallery.render(image, QPoint())
    gallery.close()
    gallery.deleteLater()
    return image


def main(folder: Path) -> None:
    """Write the pictures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    if "Inter" in QFontDatabase.families():
        application.setFont(QFont("Inter"))
    for name in THEMES:
        application.setStyleSheet(Theme(name).style_sheet())
        for scale in (1.0, 2.0):
            render(name, scale).save(str(folder / f"gallery_{name}_{scale:.0%}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
