"""The keyboard on the desk: what each key of the form does with the current criterion, and where Escape leads."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from qa_desk.domain.completeness import MissingKind, MissingPart
from qa_desk.gui.desk.form import Form
from qa_desk.gui.desk.form_row import CriterionRow, is_points_scale
from qa_desk.gui.desk.mark_ties import MarkTies
from qa_desk.gui.desk.marking import Marking
from qa_desk.gui.desk.missing_list import MissingList
from qa_desk.gui.desk.panel import CriterionPanel
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.desk.sound import DeskSound
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.widgets.rating_input import Choice
from qa_desk.gui.widgets.waveform.waveform import Waveform


class DeskKeys(QObject):
    """Does the commands of the form and of marks for the evaluation on the desk.

    Args:
        desk: the widget that owns the commands while it is visible.
        scoring: the evaluation on the desk, None when there is none.
        form, panel, marking, missing, ties: what the keys work on.
    """

    def __init__(
        self,
        desk: QWidget,
        scoring: Callable[[], Scoring | None],
        *,
        form: Form,
        panel: CriterionPanel,
        marking: Marking,
        missing: MissingList,
        ties: MarkTies,
    ) -> None:
        super().__init__(desk)
        self._desk = desk
        self._scoring = scoring
        self._form = form
        self._panel = panel
        self._marking = marking
        self._missing = missing
        self._ties = ties

    def bind(
        self, commands: CommandRegistry, *, submit: Callable[[], object], show_panel: Callable[[], object]
    ) -> None:
        """Let the keys act. `show_panel` brings the panel up where something else stands in its place."""
        form: dict[str, Callable[..., object]] = {
            "form.option": self._choose_nth,
            "form.clear": self._clear,
            "form.more": partial(self._change_points, 1),
            "form.less": partial(self._change_points, -1),
            "form.not_applicable": self._choose_na,
            "form.reasons": lambda: (show_panel(), self._panel.reasons.take_keyboard()),
            "form.comment": lambda: (show_panel(), self._panel.take_keyboard_to(self._panel.comment)),
            "form.cause_owner": lambda: (show_panel(), self._open_cause_owner()),
            "form.next_missing": lambda: (show_panel(), self.go_to_next_missing()),
            "form.missing_list": self._missing.open,
            "form.submit": submit,
        }
        commands.bind(self._desk, form, enabled=dict.fromkeys(form, self._is_open))
        walk = {
            "form.previous": partial(self.step, -1),
            "form.next": partial(self.step, 1),
            "form.fold": self._form.toggle_current_section,
            "form.fold_all": self._form.toggle_all_sections,
        }
        commands.bind(self._desk, walk, enabled=dict.fromkeys(walk, lambda: self._scoring() is not None))
        out = {"window.close_notice": self._step_out}
        commands.bind(self._desk, out, enabled={"window.close_notice": self._can_step_out})

    def bind_sound(self, commands: CommandRegistry, sound: DeskSound, waveform: Waveform) -> None:
        """Let the keys of marks and of the waveform act."""
        marking = self._marking
        marks = {
            "sound.mark": marking.leave_mark,
            "form.mark_good": partial(marking.leave_mark, positive=True),
            "sound.mark_start": marking.start_here,
            "sound.mark_end": marking.end_here,
        }
        chosen = {
            "sound.nudge_back": partial(marking.nudge, -1),
            "sound.nudge_forward": partial(marking.nudge, 1),
        }
        walk = {
            "sound.next_mark": partial(marking.go_to_mark, 1),
            "sound.previous_mark": partial(marking.go_to_mark, -1),
        }
        selected = {
            "sound.delete_mark": marking.delete_selected,
            "form.toggle_good": marking.toggle_positive,
            "form.tie_mark": self._tie_selected,
        }
        loop = {"sound.loop": marking.toggle_loop}
        commands.bind(self._desk, marks, enabled=dict.fromkeys(marks, lambda: marking.can_mark))
        commands.bind(self._desk, chosen, enabled=dict.fromkeys(chosen, lambda: marking.has_selection))
        commands.bind(self._desk, walk, enabled=dict.fromkeys(walk, lambda: marking.has_marks))
        is_selected = dict.fromkeys(selected, lambda: marking.selected is not None and marking.can_mark)
        commands.bind(self._desk, selected, enabled=is_selected)
        commands.bind(self._desk, loop, enabled={"sound.loop": lambda: sound.is_loaded})
        view = {
            "sound.zoom_in": waveform.zoom_in,
            "sound.zoom_out": waveform.zoom_out,
            "sound.zoom_all": waveform.zoom_all,
            "sound.view_back": partial(waveform.turn_page, -1),
            "sound.view_forward": partial(waveform.turn_page, 1),
        }
        commands.bind(self._desk, view)

    def step(self, by: int) -> None:
        """Go to the criterion below or above; on the reasons, to the next reason."""
        scoring = self._scoring()
        if self._panel.reasons.has_keyboard:
            self._panel.reasons.step(by)
        elif scoring is not None:
            scoring.step(by, skipping=self._form.folded_criteria)

    def go_to_next_missing(self) -> None:
        """Go to the next thing that keeps the evaluation from being handed in, with the keyboard on it."""
        scoring = self._scoring()
        part = scoring.go_to_next_missing() if scoring is not None else None
        if part is not None:
            self.go_to_missing(part)

    def go_to_missing(self, part: MissingPart) -> None:
        """Go to one thing that is missing, with the keyboard on it."""
        scoring = self._scoring()
        if scoring is None:
            return
        scoring.go_to(part.criterion_key)
        self._form.open_current()
        if part.what is MissingKind.COMMENT:
            self._panel.take_keyboard_to(self._panel.comment)
        elif part.what is not MissingKind.REASON or not self._panel.reasons.take_keyboard():
            self._take_to(self._form)

    def _tie_selected(self) -> None:
        mark = self._marking.selected
        if mark is not None:
            self._ties.open(mark)

    def _is_open(self) -> bool:
        scoring = self._scoring()
        return scoring is not None and not scoring.is_read_only

    def _row(self) -> CriterionRow | None:
        """The row to be answered, in sight even if its section was folded away."""
        scoring = self._scoring()
        self._form.open_current()
        return self._form.rows.get(scoring.current) if scoring is not None else None

    def _choose_nth(self, place: int) -> None:
        row = self._row()
        if self._panel.reasons.has_keyboard:
            self._panel.reasons.toggle_nth(place + 1)
        elif row is not None:
            row.input.choose_nth(place + 1)

    def _clear(self, place: int) -> None:
        row = self._row()
        if row is None or self._panel.reasons.has_keyboard:
            return
        is_zero = place == 0
        if is_zero and is_points_scale(row.criterion):
            row.input.choose_nth(0)
        else:
            row.input.clear()

    def _choose_na(self) -> None:
        row = self._row()
        if row is not None:
            row.input.choose_na()

    def _change_points(self, direction: int) -> None:
        scoring, row = self._scoring(), self._row()
        if scoring is None or row is None or not is_points_scale(row.criterion):
            return
        prompt, rating = row.criterion.scale.prompt(), row.input.choice.rating
        # From nothing, + gives all points and − takes the first step off, as most answers are full.
        before = prompt.maximum - (prompt.step if direction > 0 else 0.0) if rating is None else float(rating)
        points = min(max(before + direction * prompt.step, 0.0), prompt.maximum)
        scoring.rate(row.criterion.key, Choice(points))

    def _open_cause_owner(self) -> None:
        if self._panel.cause_owner.isVisible():
            self._panel.take_keyboard_to(self._panel.cause_owner)
            self._panel.cause_owner.showPopup()

    def _take_to(self, widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _focus_elsewhere(self) -> QWidget | None:
        """What has the keyboard on the desk, unless it is the form itself."""
        focus = QApplication.focusWidget()
        is_here = focus is not None and focus is not self._form and self._desk.isAncestorOf(focus)
        return focus if is_here else None

    def _can_step_out(self) -> bool:
        return self._focus_elsewhere() is not None or self._marking.has_selection

    def _step_out(self) -> None:
        if self._panel.evidence.is_writing:
            self._panel.evidence.stop_writing(keeps=False)
        elif self._focus_elsewhere() is not None:
            self._take_to(self._form)
        else:
            self._marking.clear()
