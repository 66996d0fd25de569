"""Notes changes as a desk without its server does, and says which are noted; to be killed while it does."""

import sys
from itertools import count
from pathlib import Path
from uuid import UUID

from qa_desk.domain.ids import EvaluationId
from qa_desk.services.keeping.change_journal import ChangeJournal, KeptChange
from qa_desk.services.keeping.desk_changes import AnswerChange
from qa_desk.services.scoring.inspecting_views import AnswerDraft

N_KEYS = 7
SETTLES_EVERY = 5
OF = EvaluationId(UUID(int=1))


def change(number: int) -> KeptChange:
    """The change of that number; its comment is long enough to be torn."""
    draft = AnswerDraft(f"criterion_{number % N_KEYS}", True, comment=f"{number} " * 2000)
    return KeptChange(number, AnswerChange(OF, draft))


def main(folder: Path, first: int) -> None:
    """Note one change after the other; every few of them the store has one."""
    journal = ChangeJournal(folder)
    journal.pending()
    for number in count(first):
        sys.stdout.write(f"begun {number}\n")
        sys.stdout.flush()
        journal.keep(change(number))
        sys.stdout.write(f"noted {number}\n")
        sys.stdout.flush()
        if number % SETTLES_EVERY == 0:
            journal.settle(change(number))
            sys.stdout.write(f"settled {number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
