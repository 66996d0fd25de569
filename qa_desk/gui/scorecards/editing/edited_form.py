"""The form while it is written: what it says now, what is wrong with it, and every change with its way back."""

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.scorecard import Criterion, ScorecardDefinition, ScorecardVersion, Section, VersionState
from qa_desk.domain.scorecard_edit import points_of_100
from qa_desk.domain.scorecard_problems import PastKey, Problem, problems
from qa_desk.gui.shell.undo import UndoStack, UndoStep
from qa_desk.i18n import LANGUAGES


@dataclass(frozen=True, slots=True)
class Chosen:
    """The part of the form that is being edited: a criterion, a section, or with neither the form as a whole."""

    section_key: str = ""
    criterion_key: str = ""


@dataclass(slots=True)
class _Edit:
    """One step of undo; `stretch` names the field typed in, so that a stretch of typing is one step."""

    before: tuple[ScorecardDefinition, Chosen]
    after: tuple[ScorecardDefinition, Chosen]
    stretch: Hashable | None


class EditedForm(QObject):
    """One version in the editor; a published one can be read here, and nothing in it changed.

    Signals:
        changed: the form says something else.
        chosen_changed: another part is being edited.
    """

    changed = Signal()
    chosen_changed = Signal()

    def __init__(
        self,
        version: ScorecardVersion,
        past: tuple[PastKey, ...],
        *,
        undo: UndoStack,
        may_change: bool,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._version = version
        self._definition = ScorecardDefinition.of_version(version)
        self._past = past
        self._undo = undo
        self._steps: list[UndoStep] = []
        self._last: tuple[UndoStep, _Edit] | None = None
        self._chosen = Chosen()
        self.is_read_only = version.state is not VersionState.DRAFT or not may_change
        self._judge()

    @property
    def version(self) -> ScorecardVersion:
        """The version as it was opened."""
        return self._version

    @property
    def definition(self) -> ScorecardDefinition:
        """What the form says now."""
        return self._definition

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with it, in its order."""
        return self._problems

    @property
    def points(self) -> dict[str, float]:
        """What each criterion that is not critical weighs, in points of 100."""
        return points_of_100(self._definition)

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that the form is written in, those of QA Desk among them."""
        used = (language for criterion in self._definition.criteria for language, _t in criterion.title.by_language)
        return tuple(dict.fromkeys((*LANGUAGES, *used)))

    @property
    def past_keys(self) -> frozenset[str]:
        """Criterion keys of published versions: trends hang on them."""
        return frozenset(one.key for one in self._past)

    @property
    def chosen(self) -> Chosen:
        """The part that is being edited."""
        return self._chosen

    @property
    def criterion(self) -> Criterion | None:
        """The criterion that is being edited, if it is one."""
        found = (one for one in self._definition.criteria if one.key == self._chosen.criterion_key)
        return next(found, None)

    @property
    def section(self) -> Section | None:
        """The section that is being edited, or that the criterion stands in."""
        found = (one for one in self._definition.sections if one.key == self._chosen.section_key)
        return next(found, None)

    def choose(self, chosen: Chosen) -> None:
        """Edit another part; one that is not there any more falls back to the form as a whole."""
        self.end_stretch()
        known = self._found(chosen)
        if known != self._chosen:
            self._chosen = known
            self.chosen_changed.emit()

    def choose_criterion(self, key: str) -> None:
        """Edit the criterion with that key."""
        self.choose(Chosen(self._definition.section_of(key).key, key))

    def change(
        self,
        title: str,
        definition: ScorecardDefinition,
        *,
        stretch: Hashable | None = None,
        then: Chosen | None = None,
    ) -> None:
        """Let the form say this; `title` names the step of undo, changes of one `stretch` make one step.

        `then` is the part to be edited from here on, where it is another one.
        """
        if self.is_read_only or definition == self._definition:
            return
        before, after = (self._definition, self._chosen), (definition, then or self._chosen)
        self._definition, is_elsewhere = definition, after[1] != self._chosen
        self._chosen = after[1]
        if self._last is not None and stretch is not None and self._last[1].stretch == stretch:
            step, edit = self._last
            edit.after = after
            if edit.before[0] == definition:
                # typed and taken back within the field: nothing is left to undo
                self._undo.drop(step)
                self._last = None
        else:
            self._push(title, _Edit(before, after, stretch))
        self._tell(is_elsewhere=is_elsewhere)

    def end_stretch(self) -> None:
        """What is typed from here on is another step of undo."""
        self._last = None

    def replace_with(self, version: ScorecardVersion) -> None:
        """Show what somebody else left; what was done here before can't be undone any more."""
        self.let_go()
        self._version, self._definition = version, ScorecardDefinition.of_version(version)
        self._tell()

    def let_go(self) -> None:
        """The editor closes: what was done in it can't be undone from elsewhere."""
        for step in self._steps:
            self._undo.drop(step)
        self._steps, self._last = [], None

    def as_version(self) -> ScorecardVersion:
        """The form as inspectors would see it."""
        version = self._version
        return self._definition.as_version(version.id, version.scorecard_id, version.number)

    def _push(self, title: str, edit: _Edit) -> None:
        step = UndoStep(title, lambda: self._go_to(edit.before), lambda: self._go_to(edit.after))
        self._steps.append(step)
        self._undo.push(step)
        self._last = (step, edit)

    def _go_to(self, state: tuple[ScorecardDefinition, Chosen]) -> None:
        self.end_stretch()
        self._definition = state[0]
        is_elsewhere, self._chosen = state[1] != self._chosen, state[1]
        self._tell(is_elsewhere=is_elsewhere)

    def _tell(self, *, is_elsewhere: bool = False) -> None:
        self._judge()
        known = self._found(self._chosen)
        is_elsewhere, self._chosen = is_elsewhere or known != self._chosen, known
        self.changed.emit()
        if is_elsewhere:
            self.chosen_changed.emit()

    def _judge(self) -> None:
        self._problems = problems(self._definition, past=self._past, languages=LANGUAGES)

    def _found(self, chosen: Chosen) -> Chosen:
        """The part as it stands now: a criterion may have come to another section, or be gone."""
        for section in self._definition.sections:
            if any(criterion.key == chosen.criterion_key for criterion in section.criteria):
                return Chosen(section.key, chosen.criterion_key)
        has_section = any(section.key == chosen.section_key for section in self._definition.sections)
        return Chosen(chosen.section_key) if has_section else Chosen()
