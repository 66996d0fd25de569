"""The first screen: choose your name; language and theme can be switched before anything else.

In a workspace that knows nobody it teaches instead: open the demo, or give your name and import recordings.
"""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from qa_desk.domain.people import Person
from qa_desk.gui.main_window.job_line import JobLine
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.commands import shown
from qa_desk.gui.shell.icons import picture, pixmap
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import role_titles
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.i18n import _, current_language

_COLUMN = 400
_FILTER_FROM = 8
_MOST_ROWS = 9

Index = QModelIndex | QPersistentModelIndex


class PeopleModel(QAbstractListModel):
    """The people who may sign in, those that match the filter."""

    def __init__(self, people: tuple[Person, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = people
        self._shown = people

    def filter(self, text: str) -> None:
        """Show those whose name or roles hold the text."""
        wanted = text.casefold().strip()
        self.beginResetModel()
        self._shown = tuple(
            one for one in self._all if wanted in f"{one.name} {one.external_id} {role_titles(one.roles)}".casefold()
        )
        self.endResetModel()

    def person(self, row: int) -> Person:
        """The person of a row."""
        return self._shown[row]

    def row_of(self, external_id: str) -> int:
        """The row of a person, 0 when not shown."""
        return next((row for row, one in enumerate(self._shown) if one.external_id == external_id), 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        person = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return person.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{person.name}, {role_titles(person.roles)}"
        return None


class SignIn(QWidget):
    """Says whose desk this is, and asks who sits down at it.

    Signals:
        person_chosen: the `Person` who signs in.
        first_person_named: the name of the one who begins a new workspace.
        demo_requested: open the demo workspace.
        people_requested: back to the names, after a failure.
    """

    person_chosen = Signal(object)
    first_person_named = Signal(str)
    demo_requested = Signal()
    people_requested = Signal()

    def __init__(self, *, theme: Theme, settings: SettingsStore, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sign_in")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._jobs = jobs
        self._theme = theme
        self._settings = settings
        self._model: PeopleModel | None = None
        self._list: QListView | None = None
        self._build()

    def show_opening(self, words: str) -> None:
        """Say that the workspace is being opened."""
        self._clear()
        label = QLabel(words)
        label.setObjectName("sign_in_busy")
        label.setProperty("tone", "muted")
        self._column.addWidget(label)

    def show_failure(self, words: str, *, has_people: bool) -> None:
        """Say why the workspace could not be opened; on with the demo, or back to the names where there are some."""
        self._clear()
        label = QLabel(words)
        label.setObjectName("sign_in_failure")
        label.setWordWrap(True)
        self._column.addWidget(label)
        self._column.addSpacing(self._theme.size("lg"))
        if has_people:
            back = Button(_("Back"), theme=self._theme, kind="primary", icon="arrow-left", name="back_to_people")
            back.clicked.connect(self.people_requested)
            self._column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        self._add_demo_button(kind="quiet" if has_people else "primary")

    def show_people(self, people: tuple[Person, ...], last_person: str, *, is_demo: bool) -> None:
        """Offer these people, the last one chosen first; nobody means a new workspace."""
        self._clear()
        if not people:
            self._show_new()
            return
        self._add_words(_("Choose your name"), "title", "sign_in_title")
        if is_demo:
            self._add_words(_("This is the demo: its people, calls and figures are made up."), "", "sign_in_demo")
        self._column.addSpacing(self._theme.size("md"))
        self._add_people(people, last_person)
        if not is_demo:
            self._column.addSpacing(self._theme.size("md"))
            self._add_demo_button(kind="quiet")

    def _build(self) -> None:
        theme = self._theme
        self._language = SegmentedChoice(
            (Segment("en", "English"), Segment("zh_CN", "简体中文")),
            theme=theme, name="sign_in_language", subject=_("Language"), least_width=160,
        )  # fmt: skip
        self._language.set_value(current_language())
        self._look = SegmentedChoice(
            (Segment("light", _("Light")), Segment("dark", _("Dark"))),
            theme=theme, name="sign_in_theme", subject=_("Theme"), least_width=128,
        )  # fmt: skip
        self._look.set_value(theme.name)
        self._language.chosen.connect(lambda value: self._settings.change(language=value))
        self._look.chosen.connect(lambda value: self._settings.change(theme=value))
        switches = QHBoxLayout()
        switches.setSpacing(theme.size("md"))
        switches.addStretch(1)
        switches.addWidget(self._language)
        switches.addWidget(self._look)
        self._card = QWidget()
        self._card.setFixedWidth(theme.px(_COLUMN))
        self._mark = QLabel()
        self._show_mark()
        theme.changed.connect(self._show_mark)
        name = QLabel("QA Desk")
        name.setProperty("type", "page")
        head = QHBoxLayout()
        head.setSpacing(theme.size("md"))
        head.addWidget(self._mark)
        head.addWidget(name, 1)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.size("xs"))
        card = QVBoxLayout(self._card)
        card.setContentsMargins(0, 0, 0, 0)
        card.setSpacing(theme.size("xl"))
        card.addLayout(head)
        card.addLayout(self._column)
        page = QVBoxLayout()
        edge = theme.size("lg")
        page.setContentsMargins(edge, edge, edge, edge)
        page.addLayout(switches)
        page.addStretch(2)
        page.addWidget(self._card, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(3)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(page, 1)
        outer.addWidget(JobLine(theme=theme, jobs=self._jobs))

    def _show_mark(self) -> None:
        side = self._theme.px(28)
        self._mark.setPixmap(pixmap("logo", self._theme, "accent", size=side, ratio=self.devicePixelRatioF()))

    def _add_words(self, words: str, kind: str, name: str) -> None:
        label = QLabel(words)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setProperty("type", kind)
        label.setProperty("tone", "" if kind else "muted")
        self._column.addWidget(label)

    def _add_demo_button(self, *, kind: str) -> None:
        look = "primary" if kind == "primary" else "quiet"
        button = Button(_("Open the demo"), theme=self._theme, kind=look, icon="practice", name="open_demo")
        button.clicked.connect(self.demo_requested)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_people(self, people: tuple[Person, ...], last_person: str) -> None:
        theme = self._theme
        model = PeopleModel(people, self)
        view = QListView()
        view.setObjectName("sign_in_people")
        view.setAccessibleName(_("People"))
        view.setModel(model)
        view.setItemDelegate(_PersonDelegate(theme, self))
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        rows = min(len(people), _MOST_ROWS)
        view.setFixedHeight(rows * theme.px(48) + 2)
        view.setCurrentIndex(model.index(model.row_of(last_person)))
        view.activated.connect(lambda _index: self._choose())
        view.clicked.connect(lambda _index: self._choose())
        self._model, self._list = model, view
        if len(people) >= _FILTER_FROM:
            field = QLineEdit()
            field.setObjectName("sign_in_filter")
            field.setPlaceholderText(_("Name or role"))
            field.setAccessibleName(field.placeholderText())
            field.textChanged.connect(self._on_filter_changed)
            field.returnPressed.connect(self._choose)
            self._column.addWidget(field)
            self._column.addSpacing(theme.size("xs"))
        self._column.addWidget(view)
        _focus(view)

    def _show_new(self) -> None:
        theme = self._theme
        drawn = QLabel()
        drawn.setPixmap(picture("calls", theme, ratio=self.devicePixelRatioF()))
        self._column.addWidget(drawn)
        self._column.addSpacing(theme.size("lg"))
        self._add_words(_("This workspace is new"), "title", "sign_in_title")
        about = _(
            "Look around in the demo first, or begin with your own recordings: whoever begins is the administrator."
        )
        self._add_words(about, "", "sign_in_about")
        self._column.addSpacing(theme.size("lg"))
        field = QLineEdit()
        field.setObjectName("first_name")
        field.setPlaceholderText(_("Your name"))
        field.setAccessibleName(field.placeholderText())
        self._column.addWidget(field)
        self._column.addSpacing(theme.size("sm"))
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        keys = shown("Return")
        begin = Button(_("Import recordings"), theme=theme, kind="primary", keys=keys, name="begin_import")
        begin.set_disabled_reason(_("Give your name first"))
        demo = Button(_("Open the demo"), theme=theme, icon="practice", name="open_demo")
        row.addWidget(begin)
        row.addWidget(demo)
        row.addStretch(1)
        self._column.addLayout(row)
        field.textChanged.connect(
            lambda text: begin.set_disabled_reason("" if text.strip() else _("Give your name first"))
        )
        field.returnPressed.connect(begin.click)
        begin.clicked.connect(lambda: self.first_person_named.emit(field.text().strip()))
        demo.clicked.connect(self.demo_requested)
        _focus(field)

    def _on_filter_changed(self, text: str) -> None:
        assert self._model is not None
        assert self._list is not None
        self._model.filter(text)
        self._list.setCurrentIndex(self._model.index(0))

    def _choose(self) -> None:
        assert self._model is not None
        assert self._list is not None
        row = self._list.currentIndex().row()
        if 0 <= row < self._model.rowCount():
            self.person_chosen.emit(self._model.person(row))

    def _clear(self) -> None:
        self._model, self._list = None, None
        _empty(self._column)


def _focus(widget: QWidget) -> None:
    # A layout shows what was added to it one turn later, and what is not visible takes no focus.
    widget.show()
    widget.setFocus(Qt.FocusReason.OtherFocusReason)


def _empty(layout: QVBoxLayout | QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QVBoxLayout | QHBoxLayout):
            _empty(inner)


class _PersonDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._theme.px(48))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, PeopleModel)
        person, theme = model.person(index.row()), self._theme
        rect = QRectF(option.rect)  # type: ignore[attr-defined]  # missing in the stubs
        state = option.state  # type: ignore[attr-defined]  # as above
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.color("selection"))
            painter.drawRoundedRect(rect, theme.size("radius"), theme.size("radius"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.hover())
            painter.drawRoundedRect(rect, theme.size("radius"), theme.size("radius"))
        half = rect.height() / 2
        words = rect.adjusted(theme.size("md"), 0, -theme.size("md"), 0)
        painter.setFont(theme.font("body", "medium"))
        painter.setPen(theme.color("text"))
        low = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words.adjusted(0, 0, 0, -half), low, person.name)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("muted"))
        roles = painter.fontMetrics().elidedText(
            role_titles(person.roles), Qt.TextElideMode.ElideRight, round(words.width())
        )
        painter.drawText(words.adjusted(0, half, 0, 0), Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, roles)
        painter.restore()
