"""A scorecard version as inspectors see it, to be read: scales, weights, families, guidance and reasons."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.scorecard import Condition, Criterion, ScorecardVersion, Section
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import critical_title, in_words, policy_text, tag_title
from qa_desk.gui.widgets.badges import CriticalTag, SectionHead
from qa_desk.gui.widgets.rating_input import rating_input
from qa_desk.i18n import _, in_a_row, listed, ngettext

_SHARE_WIDTH = 56
_INDENT = 16


class VersionPreview(QWidget):
    """The whole form, one below the other; nothing in it can be answered."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._version: ScorecardVersion | None = None
        self.setObjectName("scorecard_preview")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, theme.size("xl"))
        self._column.setSpacing(0)

    @property
    def version(self) -> ScorecardVersion | None:
        """The version shown."""
        return self._version

    def show_version(self, version: ScorecardVersion) -> None:
        """Show this version and no other."""
        self._version = version
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        policy = _words(policy_text(version.policy), tone="muted")
        policy.setObjectName("policy")
        policy.setContentsMargins(self._theme.size("lg"), 0, self._theme.size("lg"), self._theme.size("md"))
        self._column.addWidget(policy)
        for section in version.sections:
            self._column.addWidget(self._section(version, section))
        self._column.addStretch(1)

    def _section(self, version: ScorecardVersion, section: Section) -> QWidget:
        theme = self._theme
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = SectionHead(in_words(section.title), theme=theme)
        head.set_result(_section_words(version, section))
        column.addWidget(head)
        for criterion in section.criteria:
            column.addWidget(self._criterion(version, criterion))
        return part

    def _criterion(self, version: ScorecardVersion, criterion: Criterion) -> QWidget:
        theme = self._theme
        part = QWidget()
        part.setObjectName(f"criterion_{criterion.key}")
        column = QVBoxLayout(part)
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), theme.size("lg"), theme.size("md"))
        column.setSpacing(theme.size("xs"))
        column.addLayout(self._head_row(version, criterion))
        notes = QVBoxLayout()
        notes.setContentsMargins(0, 0, theme.px(_SHARE_WIDTH), 0)
        notes.setSpacing(theme.size("xs"))
        if criterion.guidance:
            notes.addWidget(_words(in_words(criterion.guidance), tone="muted"))
        if criterion.reasons:
            notes.addWidget(_words(_reasons_words(criterion), kind="caption", tone="muted"))
        rules = _rules_words(version, criterion)
        if rules:
            notes.addWidget(_words(rules, kind="caption", tone="muted"))
        column.addLayout(notes)
        return part

    def _head_row(self, version: ScorecardVersion, criterion: Criterion) -> QHBoxLayout:
        theme = self._theme
        row = QHBoxLayout()
        row.setSpacing(theme.size("xs"))
        title = _words(in_words(criterion.title))
        title.setProperty("weight", "medium")
        row.addWidget(title, 1)
        if criterion.critical is not None:
            row.addWidget(CriticalTag(critical_title(criterion.critical), theme=theme))
        shown = rating_input(
            criterion.scale.prompt(), theme, na_allowed=criterion.na_allowed, name=f"scale_{criterion.key}"
        )
        shown.set_subject(in_words(criterion.title))
        shown.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for control in (*shown.findChildren(QAbstractButton), *shown.findChildren(QLineEdit)):
            control.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(shown)
        share = _words(share_words(version, criterion), tone="muted")
        share.setObjectName(f"share_{criterion.key}")
        share.setFixedWidth(theme.px(_SHARE_WIDTH))
        share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        share.setToolTip(_("Its part of the score when every criterion applies"))
        row.addWidget(share)
        return row


def share_words(version: ScorecardVersion, criterion: Criterion) -> str:
    """What the criterion weighs, in per cent of the score; a bonus comes on top, a critical one weighs nothing."""
    share = version.weight_share(criterion.key)
    if share is None:
        return ""
    words = _("{share:.1f} %").format(share=100 * share)
    return f"+{words}" if criterion.bonus else words


def _section_words(version: ScorecardVersion, section: Section) -> str:
    shares = [version.weight_share(one.key) or 0.0 for one in section.criteria if not one.bonus]
    n_critical = sum(one.critical is not None for one in section.criteria)
    parts = []
    if n_critical:
        parts.append(ngettext("{n} critical", "{n} critical", n_critical).format(n=n_critical))
    if sum(shares):
        parts.append(_("{share:.1f} % of the score").format(share=100 * sum(shares)))
    return " · ".join(parts)


def _reasons_words(criterion: Criterion) -> str:
    titles = [
        f"{in_words(reason.title)} (−{reason.points:g})" if reason.points else in_words(reason.title)
        for reason in criterion.reasons
    ]
    return _("Reasons: {reasons}").format(reasons=listed(titles))


def _rules_words(version: ScorecardVersion, criterion: Criterion) -> str:
    rules = [_("A failure needs a comment.")] if criterion.comment_required_on_failure else []
    if criterion.shown_when is not None:
        rules.append(_condition_words(version, criterion.shown_when))
    if criterion.tags:
        rules.append(_("Tags: {tags}").format(tags=listed(tag_title(tag) for tag in criterion.tags)))
    return in_a_row(rules)


def _condition_words(version: ScorecardVersion, condition: Condition) -> str:
    other = version.criterion(condition.criterion_key)
    options = other.scale.prompt().options
    answer = next((in_words(option.label) for option in options if option.code == condition.value), condition.value)
    return _("Asked only when “{criterion}” is “{answer}”.").format(criterion=in_words(other.title), answer=answer)


def _words(text: str, *, kind: str = "", tone: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if kind:
        label.setProperty("type", kind)
    if tone:
        label.setProperty("tone", tone)
    return label
