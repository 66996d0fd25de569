"""Giving calls to somebody else from the board, and taking that back: the same whether by drag or by keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from qa_desk.domain.changes import Changes
from qa_desk.domain.errors import QADeskError
from qa_desk.domain.ids import AssignmentId, PersonId
from qa_desk.domain.people import Actor, Person
from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.i18n import _, ngettext
from qa_desk.services.scoring.assigning import Assigning

_NOTICE = "work"
_REFUSED = "work-refused"


@dataclass(frozen=True, slots=True)
class _Given:
    """What came of it: the assignments as they are now, and why others stayed where they were."""

    moved: tuple[AssignmentId, ...]
    refusals: tuple[QADeskError, ...]
    changes: Changes


class Giving(QObject):
    """Moves assignments between inspectors, tells of it, and offers to undo it."""

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def give(
        self,
        keys: Sequence[AssignmentId],
        source: Person,
        to: Person,
        *,
        done: Callable[[], object] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Give these to somebody; `done` when it is over, `failed` when nothing could be tried at all."""
        self._run(keys, to, partial(self._on_given, source, to, done), failed)

    def _on_given(self, source: Person, to: Person, done: Callable[[], object] | None, given: _Given) -> None:
        if done is not None:
            done()
        if given.moved:
            self._offer_undo(given.moved, source, to)
        self._follow(given)

    def _offer_undo(self, moved: tuple[AssignmentId, ...], source: Person, to: Person) -> None:
        step = UndoStep(
            ngettext("giving {n} call to {name}", "giving {n} calls to {name}", len(moved)).format(
                n=len(moved), name=to.name
            ),
            partial(self._give_back, moved, source, to),
        )
        self._context.undo.push(step)

        def take_back() -> None:
            """Undo this very step, whatever was done since."""
            self._context.undo.drop(step)
            step.undo()

        told = ngettext("{n} call was given to {name}.", "{n} calls were given to {name}.", len(moved))
        self._context.notices.done(
            told.format(n=len(moved), name=to.name), action_title=_("Undo"), action=take_back, key=_NOTICE
        )

    def _give_back(self, moved: tuple[AssignmentId, ...], source: Person, to: Person) -> None:
        self._run(moved, source, partial(self._on_given_back, source, to))

    def _on_given_back(self, source: Person, to: Person, given: _Given) -> None:
        told = ngettext("{n} call went back to {name}.", "{n} calls went back to {name}.", len(given.moved))
        if given.moved:
            self._context.notices.info(told.format(n=len(given.moved), name=source.name), key=_NOTICE)
        self._follow(given)

    def _follow(self, given: _Given) -> None:
        if given.refusals:
            self._context.notices.error(sentence(given.refusals[0]), key=_REFUSED)
        self._context.hub.announce(given.changes)

    def _run(
        self,
        keys: Sequence[AssignmentId],
        to: Person,
        done: Callable[[_Given], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        assigning, actor = self._context.services.assigning, self._context.actor
        self._context.jobs.run(
            self,
            _("Giving the calls"),
            lambda _progress: _given(assigning, actor, keys, to.id),
            done,
            failed or (lambda error: self._context.notices.error(error, key=_REFUSED)),
            must_finish=True,
        )


def _given(assigning: Assigning, actor: Actor, keys: Sequence[AssignmentId], to: PersonId) -> _Given:
    """Give each of them; what can't be given any more is told and the rest goes on."""
    moved, refusals, changes = list[AssignmentId](), list[QADeskError](), Changes()
    for key in keys:
        try:
            of_one = assigning.give_to(actor, key, to)
        except QADeskError as error:
            refusals.append(error)
        else:
            moved += (AssignmentId(one) for one in of_one.ids)
            changes |= of_one
    return _Given(tuple(moved), tuple(refusals), changes)
