"""Writing a standard wording: a new one, one that has not begun, or the one that follows another."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QCompleter, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.calls import StandardWording
from qa_desk.domain.errors import ConflictError
from qa_desk.domain.ids import DepartmentId
from qa_desk.domain.people import Department
from qa_desk.domain.text import NO_TEXT, LocalText
from qa_desk.gui.scorecards.editing.local_text_edit import LocalTextEdit
from qa_desk.gui.scorecards.wordings.rows import matter_of, validity_of
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import day_and_year
from qa_desk.gui.shell.notices import Notice, NoticeKind
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.changed_meanwhile import ChangedMeanwhile
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.gui.widgets.suggestions import dress_suggestions
from qa_desk.i18n import _, listed
from qa_desk.services.forms.phrasing_views import WordingDraft, WordingOverlap

_LANGUAGES = ("en", "zh_CN")
_ASK_AFTER_MS = 200
_SHOWN = 3


class Writing(StrEnum):
    """What becomes of what is written; ENDING changes only the last day and the department of one that holds."""

    NEW = "new"
    CHANGE = "change"
    ENDING = "ending"
    SUCCESSOR = "successor"


class WordingForm(QWidget):
    """The fields, and a warning of what would hold beside it.

    Signals:
        draft_changed: a `WordingDraft` to be asked about for overlaps.
        save_requested: the `WordingDraft` and what it is (`Writing`).
        closed: the form is no longer wanted.
    """

    draft_changed = Signal(object)
    save_requested = Signal(object, object)
    closed = Signal()

    def __init__(self, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._writing = Writing.NEW
        self._base: WordingDraft | None = None
        self._began_with: StandardWording | None = None
        self._text, self._matter = NO_TEXT, NO_TEXT
        self._warning: NoticeBar | None = None
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(_ASK_AFTER_MS)
        self.setObjectName("wording_form")
        self._build(commands)
        self._connect()

    def set_choices(self, business_types: Sequence[str], departments: Sequence[Department]) -> None:
        """The kinds of call that are known, and the departments that may own a wording."""
        self._kind.setCompleter(_completer(business_types, self._kind))
        open_ones = [(one.name, str(one.id)) for one in departments if one.closed_on is None]
        self._department.set_choices([(_("nobody named"), ""), *open_ones])

    def begin(self, writing: Writing, wording: StandardWording | None, today: date) -> None:
        """Fill the fields and put the keyboard into the first that can be written in."""
        self._writing = writing
        draft = _draft_of(wording) if wording else WordingDraft(NO_TEXT, NO_TEXT, today)
        if writing is Writing.SUCCESSOR and wording is not None:
            first = max(today, wording.valid_from + timedelta(days=1))
            draft = replace(draft, id=None, version=1, valid_from=first, valid_until=None)
        self._base, self._began_with = draft, wording
        self._head.setText(_head(writing, wording))
        self._conflict.clear()
        self._form.show_error(None)
        self._form.set_busy(False)
        self.show_overlaps(())
        self._put(draft)
        is_free = writing is not Writing.ENDING
        for field in (self._kind, self._campaign, self._first):
            field.setEnabled(is_free)
        for texts in (self._titles, self._texts):
            texts.set_read_only(not is_free)
        self._first.set_earliest(draft.valid_from if writing is Writing.SUCCESSOR else date(2000, 1, 1))
        if is_free:
            self._titles.take_keyboard()
        else:
            self._has_end.setFocus()
        self.draft_changed.emit(self.draft())

    def draft(self) -> WordingDraft:
        """What is written now."""
        assert self._base is not None
        department = self._department.value
        return replace(
            self._base,
            title=self._matter,
            text=self._text,
            valid_from=self._first.day,
            valid_until=self._last.day if self._has_end.isChecked() else None,
            business_type=self._kind.text(),
            campaign=self._campaign.text(),
            department_id=DepartmentId(UUID(department)) if department else None,
        )

    def show_overlaps(self, overlaps: Sequence[WordingOverlap]) -> None:
        """Warn of what would hold on the same days for the same calls; a contradiction is said first."""
        if self._warning is not None:
            self._warning_place.removeWidget(self._warning)
            self._warning.hide()
            self._warning.deleteLater()
            self._warning = None
        if not overlaps:
            return
        same = [one for one in overlaps if one.is_on_same_matter]
        told = same or list(overlaps)
        words = _overlap_words(told, contradicts=bool(same))
        kind = NoticeKind.WARNING if same else NoticeKind.INFO
        self._warning = NoticeBar(Notice(kind, words), theme=self._theme, closable=False)
        self._warning_place.addWidget(self._warning)

    def refuse(self, error: Exception) -> None:
        """It could not be kept: say why; where somebody else saved first, the person chooses."""
        self._form.refuse(error)
        theirs = error.params.get("theirs") if isinstance(error, ConflictError) else None
        if isinstance(theirs, StandardWording):
            self._conflict.ask(
                _with_draft(theirs, self.draft()),
                theirs,
                before=self._began_with,
                words=self._as_words,
                chosen=self._on_chosen,
            )

    def _build(self, commands: CommandRegistry) -> None:
        theme = self._theme
        self._conflict = ChangedMeanwhile(theme=theme, name="wording_conflict")
        self._head = QLabel()
        self._head.setObjectName("wording_head")
        self._head.setProperty("type", "title")
        self._head.setWordWrap(True)
        self._form = Form(theme=theme, commands=commands, save_title=_("Save"), name="wording_fields")
        self._titles = LocalTextEdit(_LANGUAGES, theme=theme, name="wording_title", title=_("Matter"))
        self._texts = LocalTextEdit(_LANGUAGES, theme=theme, name="wording_text", title=_("Wording"), long=True)
        self._kind = line_field("wording_kind")
        self._campaign = line_field("wording_campaign")
        self._first = DayEdit(theme=theme, name="wording_first", title=_("First day"))
        self._has_end = QCheckBox(_("until"))
        self._has_end.setObjectName("wording_has_end")
        self._has_end.setToolTip(_("Without it, the wording holds until it is withdrawn or another follows"))
        self._last = DayEdit(theme=theme, name="wording_last", title=_("Last day"))
        self._department = ChoiceBox(theme=theme, name="wording_department", title=_("Department"))
        end = QWidget()
        row = QHBoxLayout(end)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._has_end)
        row.addWidget(self._last)
        row.addStretch(1)
        fields: tuple[tuple[str, QWidget, str], ...] = (
            (_("Matter"), self._titles, ""),
            (_("Wording"), self._texts, _("Word for word as customers hear it.")),
            (_("Business type"), self._kind, _("Calls of this kind show it. Or name a campaign, or both.")),
            (_("Campaign"), self._campaign, ""),
            (_("First day"), self._first, ""),
            (_("Last day"), end, ""),
            (_("Department"), self._department, _("Who answers for it.")),
        )
        for title, field, hint in fields:
            self._form.add_field(title, field, hint=hint)
        self._warning_place = QVBoxLayout()
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), edge, edge)
        column.setSpacing(theme.size("md"))
        column.addWidget(self._head)
        column.addLayout(self._warning_place)
        column.addWidget(self._form)
        column.addWidget(self._conflict)
        column.addStretch(1)

    def _connect(self) -> None:
        self._titles.text_changed.connect(self._on_matter)
        self._texts.text_changed.connect(self._on_text)
        self._kind.textChanged.connect(lambda _text: self._ask.start())
        self._campaign.textChanged.connect(lambda _text: self._ask.start())
        self._first.day_changed.connect(lambda _day: self._ask.start())
        self._last.day_changed.connect(lambda _day: self._ask.start())
        self._has_end.toggled.connect(self._on_end)
        self._ask.timeout.connect(lambda: self.draft_changed.emit(self.draft()))
        self._form.saved.connect(self._on_saved)
        self._form.cancelled.connect(self.closed)

    def _put(self, draft: WordingDraft) -> None:
        self._matter, self._text = draft.title, draft.text
        self._titles.show_text(draft.title)
        self._texts.show_text(draft.text)
        self._kind.setText(draft.business_type)
        self._campaign.setText(draft.campaign)
        self._first.set_day(draft.valid_from)
        self._has_end.setChecked(draft.valid_until is not None)
        self._last.setEnabled(draft.valid_until is not None)
        self._last.set_day(draft.valid_until or draft.valid_from)
        self._department.set_value(str(draft.department_id or ""))

    def _on_matter(self, title: LocalText) -> None:
        self._matter = title
        self._ask.start()

    def _on_text(self, text: LocalText) -> None:
        self._text = text

    def _on_end(self, has_end: bool) -> None:
        self._last.setEnabled(has_end)
        self._ask.start()

    def _on_chosen(self, wording: StandardWording, theirs: StandardWording) -> None:
        if wording == theirs:
            self.begin(self._writing, theirs, theirs.valid_from)
            return
        self._base, self._began_with = _draft_of(theirs), theirs
        self._put(_draft_of(wording))
        self._on_saved()

    def _as_words(self, wording: StandardWording) -> tuple[tuple[str, str, str], ...]:
        place = self._department.findData(str(wording.department_id or ""))
        until = wording.valid_until
        return (
            ("title", _("Matter"), _in_all_words(wording.title)),
            ("text", _("Wording"), _in_all_words(wording.text)),
            ("business_type", _("Business type"), wording.business_type),
            ("campaign", _("Campaign"), wording.campaign),
            ("valid_from", _("First day"), day_and_year(wording.valid_from)),
            ("valid_until", _("Last day"), day_and_year(until) if until else ""),
            ("department_id", _("Department"), self._department.itemText(place) if place > 0 else ""),
        )

    def _on_saved(self) -> None:
        self._conflict.clear()
        self._form.show_error(None)
        self._form.set_busy(True)
        self.save_requested.emit(self.draft(), self._writing)


def _draft_of(wording: StandardWording) -> WordingDraft:
    return WordingDraft(
        wording.title,
        wording.text,
        wording.valid_from,
        wording.valid_until,
        wording.business_type,
        wording.campaign,
        wording.department_id,
        wording.id,
        wording.version,
    )


def _in_all_words(text: LocalText) -> str:
    return "\n".join(words for _language, words in text.by_language)


def _with_draft(wording: StandardWording, draft: WordingDraft) -> StandardWording:
    """The wording as the draft would have it."""
    return replace(
        wording,
        title=draft.title,
        text=draft.text,
        business_type=draft.business_type,
        campaign=draft.campaign,
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
        department_id=draft.department_id,
    )


def _head(writing: Writing, wording: StandardWording | None) -> str:
    title = in_words(wording.title) if wording else ""
    heads = {
        Writing.NEW: _("New standard wording"),
        Writing.CHANGE: title,
        Writing.ENDING: _("{title}: last day and department").format(title=title),
        Writing.SUCCESSOR: _("What follows “{title}”").format(title=title),
    }
    return heads[writing]


def _overlap_words(overlaps: Sequence[WordingOverlap], *, contradicts: bool) -> str:
    parts = [
        _("“{title}” ({kind}, {days})").format(
            title=in_words(one.wording.title), kind=matter_of(one.wording), days=validity_of(one.wording)
        )
        for one in overlaps[:_SHOWN]
    ]
    if len(overlaps) > _SHOWN:
        parts.append(_("{n} more").format(n=len(overlaps) - _SHOWN))
    others = listed(parts)
    if contradicts:
        return _("On the same days calls are told something else about this: {others}. End one of them first.").format(
            others=others
        )
    return _("The same calls also show: {others}.").format(others=others)


def _completer(words: Sequence[str], parent: QWidget) -> QCompleter:
    completer = QCompleter(list(words), parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    dress_suggestions(completer, parent)
    return completer
