"""Every widget in every state on one sheet, for looking at: `python tests/widget/widgets/gallery.py FOLDER`.

Writes gallery_THEME_SCALE.png for both themes at 100 % and 200 %; a test renders them too.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
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
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.glyphs import AnswerState, N_RATERS, Voice, draw_rater, draw_voice
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.gui.widgets.rating_input import Choice, DeductionInput, rating_input
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.status_line import ProgressLine, StatusLine

WIDTH = 1180


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
                place = painter.viewport()
                assert place is not None
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


class _Drawn(QWidget):
    def __init__(self, width: int, height: int, draw: object) -> None:
        super().__init__()
        self._draw = draw
        self.setFixedSize(width, height)

    def paintEvent(self, event: object) -> None:
        assert callable(self._draw)
        self._draw(QPainter(self))


def _rect(x: float, y: float, side: float):  # noqa: ANN202
    from PySide6.QtCore import QRectF

    return QRectF(x, y, side, side)


def render(theme_name: str, scale: float) -> QImage:
    """The whole gallery as a picture."""
    theme = Theme(theme_name)
    gallery = Gallery(theme)
    gallery.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    gallery.show()
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
