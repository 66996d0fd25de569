"""Pages that list single answers of sessions from figures they hold say here that somebody was shown them."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from qa_desk.domain.ids import EvaluationId
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _


def note_shown(owner: QWidget, context: PageContext, evaluation_ids: Iterable[EvaluationId]) -> None:
    """Put on record that whoever sits here was shown answers of these evaluations, each once."""
    keys, measuring, actor = frozenset(evaluation_ids), context.services.measuring, context.actor
    if not keys:
        return
    context.jobs.run(
        owner,
        _("Who was shown what"),
        lambda _progress: measuring.note_shown(actor, keys),
        lambda _done: None,
        lambda error: context.notices.error(error, key="shown"),
        is_quiet=True,
    )
