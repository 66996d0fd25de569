"""What an evaluation said before it was opened again, as differences; for the desk and for the page Calls.

The latest time comes first: what changed last is asked for most.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.domain.evaluation import CauseOwner, Mark
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.gui.desk.answer_words import rating_words, reason_words
from qa_desk.gui.shell.dates import day_and_time
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _, listed
from qa_desk.services.scoring.reviewing import AnswerDifference, EarlierVersion, MarkDifference

OwnerName = Callable[[CauseOwner], str]


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """One thing said differently before: the answer (`what` is empty), its reasons, owner or comment, or a mark."""

    criterion: str
    what: str
    before: str
    after: str


class HistoryView(QScrollArea):
    """Each time the evaluation was opened again: who, when and why, and what is another answer since."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("history")
        self.setAccessibleName(_("History"))
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_history(
        self,
        history: Sequence[EarlierVersion],
        version: ScorecardVersion,
        *,
        time_zone: str,
        owner_name: OwnerName,
    ) -> None:
        """Show these, which come first time first."""
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        edge = self._theme.size("lg")
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(self._theme.size("sm"))
        for earlier in reversed(history):
            for label in _head(earlier, time_zone):
                column.addWidget(label)
            order = {criterion.key: place for place, criterion in enumerate(version.criteria)}
            differences = sorted(earlier.differences, key=lambda one: order.get(one.criterion_key, len(order)))
            parts = [part for one in differences for part in changed_parts(version, one, owner_name)]
            parts += [changed_mark(version, one) for one in earlier.mark_differences]
            # Stable: of a criterion the answer stays before the marks; what is tied to none comes last.
            titles = [in_words(criterion.title) for criterion in version.criteria]
            parts.sort(key=lambda part: titles.index(part.criterion) if part.criterion in titles else len(titles))
            column.addWidget(self._table(parts) if parts else _label(_("Nothing was changed after that."), "muted"))
            column.addSpacing(edge)
        column.addStretch(1)
        self.setWidget(sheet)

    def _table(self, parts: Sequence[ChangedPart]) -> QWidget:
        holder = QWidget()
        holder.setObjectName("differences")
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._theme.size("md"))
        grid.setVerticalSpacing(self._theme.size("sm"))
        for place, words in enumerate((_("criterion"), _("before"), "", _("after"))):
            grid.addWidget(_label(words, "muted", kind="caption"), 0, place)
        last = ""
        for line, part in enumerate(parts, start=1):
            title = part.criterion if part.criterion != last else ""
            last = part.criterion
            what = f"{title}\n{part.what}".strip() if part.what else title
            grid.addWidget(_label(what, "text" if title else "muted"), line, 0)
            grid.addWidget(_label(part.before or "–", "muted", name="before"), line, 1)
            grid.addWidget(_label("→", "muted"), line, 2)
            after = _label(part.after or "–", name="after")
            after.setAccessibleName(_said_aloud(part))
            grid.addWidget(after, line, 3)
        for place, stretch in ((0, 4), (1, 4), (3, 4)):
            grid.setColumnStretch(place, stretch)
        return holder


def changed_parts(version: ScorecardVersion, one: AnswerDifference, owner_name: OwnerName) -> tuple[ChangedPart, ...]:
    """What is different in an answer, the answer itself first; a part that stayed is left out."""
    criterion = _criterion(version, one.criterion_key)
    if criterion is None:
        return (ChangedPart(one.criterion_key, "", "", ""),)
    title, before, after = in_words(criterion.title), one.before, one.after
    parts = (
        ChangedPart(title, "", rating_words(criterion, before), rating_words(criterion, after)),
        ChangedPart(title, _("reasons"), reason_words(criterion, before), reason_words(criterion, after)),
        ChangedPart(
            title,
            _("cause owner"),
            owner_name(before.cause_owner) if before and before.cause_owner else "",
            owner_name(after.cause_owner) if after and after.cause_owner else "",
        ),
        ChangedPart(title, _("comment"), before.comment if before else "", after.comment if after else ""),
    )
    return tuple(part for part in parts if part.before != part.after)


def changed_mark(version: ScorecardVersion, one: MarkDifference) -> ChangedPart:
    """A mark that came, went or was changed; its criterion is told where it is tied to another one since."""
    before, after = one.before, one.after
    key = after.criterion_key if after is not None else before.criterion_key if before is not None else None
    was_tied_elsewhere = before is not None and after is not None and before.criterion_key != after.criterion_key
    told = [_mark_words(version, mark, with_criterion=was_tied_elsewhere) for mark in (before, after)]
    return ChangedPart(_criterion_title(version, key), _("mark"), *told)


def _mark_words(version: ScorecardVersion, mark: Mark | None, *, with_criterion: bool) -> str:
    if mark is None:
        return ""
    parts = [f"{clock(mark.start_s, 1)}–{clock(mark.end_s, 1)}", mark.note, _("done well") if mark.positive else ""]
    if with_criterion:
        parts.append(_criterion_title(version, mark.criterion_key))
    return " · ".join(part for part in parts if part)


def _criterion_title(version: ScorecardVersion, key: str | None) -> str:
    if key is None:
        return _("tied to no criterion")
    criterion = _criterion(version, key)
    return in_words(criterion.title) if criterion is not None else key


def _head(earlier: EarlierVersion, zone: str) -> tuple[QLabel, ...]:
    state = earlier.state
    opened = _("Opened again by {name}, {time}").format(
        name=earlier.reopened_by_name, time=day_and_time(state.reopened_at, zone)
    )
    if state.score is None:
        score = _("not scored")
    else:
        score = listed((f"{state.score:.1f}", _("passed") if state.passed else _("failed")))
    said = _("Submitted before: {time}, {score}").format(time=day_and_time(state.submitted_at, zone), score=score)
    return (
        _label(opened, weight="strong", name="reopened"),
        _label(_("“{reason}”").format(reason=state.reason), name="reopened_reason"),
        _label(said, "muted"),
    )


def _said_aloud(part: ChangedPart) -> str:
    subject = listed((part.criterion, part.what)) if part.what else part.criterion
    words = _("{subject}: before {before}, after {after}")
    return words.format(subject=subject, before=part.before or _("nothing"), after=part.after or _("nothing"))


def _criterion(version: ScorecardVersion, key: str) -> Criterion | None:
    return next((criterion for criterion in version.criteria if criterion.key == key), None)


def _label(words: str, tone: str = "text", *, kind: str = "body", weight: str = "", name: str = "") -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    label.setProperty("type", kind)
    label.setProperty("tone", tone)
    if weight:
        label.setProperty("weight", weight)
    label.setObjectName(name)
    return label
