"""Masking the passage in hand on any page with sound, taking a mask off again, and undoing either."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import CallId, MaskId
from qa_desk.domain.masking import MaskedPassage
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _
from qa_desk.services.privacy.masking import CallMask

_NOTICE = "mask passage"


class PassageMasking(QObject):
    """Does it for the call that the sound bar shows. Whoever decides masks at once, others propose."""

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context

    @property
    def _decides(self) -> bool:
        return self._context.may(Action.DECIDE_MASKS)

    def mask(self, loop_s: tuple[float, float] | None) -> None:
        """Mask the passage selected on the page, or the one that loops."""
        shown = self._context.sound.shown
        passage = shown.passage or loop_s
        if shown.call_id is None or passage is None:
            told = _("Select a passage or a mark first: drag on the waveform, or press {start} and {end}.")
            keys = self._context.commands.hint
            words = told.format(start=keys("sound.mark_start"), end=keys("sound.mark_end"))
            self._context.notices.info(words, key=_NOTICE)
            return
        self._set(shown.call_id, passage)

    def unmask(self, position_s: float) -> None:
        """Take off what is masked in the passage selected, else at the playhead."""
        shown = self._context.sound.shown
        if shown.call_id is None:
            return
        start_s, end_s = shown.passage or (position_s, position_s)
        masking, actor, call_id = self._context.services.masking, self._context.actor, shown.call_id

        def found(masks: tuple[CallMask, ...]) -> None:
            touched = [one.mask.id for one in masks if one.start_s <= end_s and one.end_s >= start_s]
            if touched:
                self._remove(call_id, touched)
            else:
                self._context.notices.info(_("Nothing is masked here."), key=_NOTICE)

        self._run(_("Looking for masked passages"), lambda: masking.of_call(actor, call_id), found)

    def _set(self, call_id: CallId, passage: tuple[float, float]) -> None:
        masking, actor = self._context.services.masking, self._context.actor

        def done(mask_ids: tuple[MaskId, ...]) -> None:
            times = f"{clock(passage[0])}–{clock(passage[1])}"
            told = (
                _("{times} is masked: it plays as a tone.")
                if self._decides
                else _("{times} was proposed to be masked; a calibration lead or an administrator decides.")
            )
            title = _("Mask {times}").format(times=times)
            step = UndoStep(title, partial(self._remove, call_id, list(mask_ids), is_new=False))
            self._context.undo.push(step)
            self._context.notices.done(told.format(times=times), key=_NOTICE)
            self._announce(call_id)

        self._run(_("Masking the passage"), lambda: masking.mask(actor, call_id, *passage), done)

    def _remove(self, call_id: CallId, mask_ids: list[MaskId], *, is_new: bool = True) -> None:
        masking, actor = self._context.services.masking, self._context.actor

        def done(removed: tuple[MaskedPassage, ...]) -> None:
            if is_new:
                restore = partial(self._restore, call_id, removed)
                self._context.undo.push(UndoStep(_("Take a mask off"), restore))
                self._context.notices.done(_("The mask is off; the passage can be heard."), key=_NOTICE)
            self._announce(call_id)

        self._run(_("Taking the mask off"), lambda: masking.remove(actor, mask_ids), done)

    def _restore(self, call_id: CallId, masks: tuple[MaskedPassage, ...]) -> None:
        masking, actor = self._context.services.masking, self._context.actor
        self._run(
            _("Masking the passage"), lambda: masking.restore(actor, masks), lambda _changes: self._announce(call_id)
        )

    def _announce(self, call_id: CallId) -> None:
        self._context.hub.announce(Changes.of(ObjectKind.MASK, call_id))

    def _run(self, title: str, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._context.jobs.run(
            self, title, lambda _progress: work(), done, partial(self._context.notices.error, key=_NOTICE)
        )
