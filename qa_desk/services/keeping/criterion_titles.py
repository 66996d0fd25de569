"""What criteria are called: the newest title of each key, whatever version asked it."""

from qa_desk.domain.text import LocalText
from qa_desk.store.unit_of_work import UnitOfWork


def criterion_titles(uow: UnitOfWork) -> dict[str, LocalText]:
    """Titles by key, of the version with the highest number that has it."""
    versions = sorted(uow.scorecards.versions(), key=lambda version: version.number)
    return {one.key: one.title for version in versions for one in version.criteria}
