"""Units as people name them: by their path, or by their own name."""

from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.people import Unit
from qa_desk.i18n import _
from qa_desk.store.unit_of_work import UnitOfWork


def unit_named(uow: UnitOfWork, name: str) -> Unit:
    """The first unit, by path, that is called so. Raises NOT_FOUND, which names it."""
    found = next((one for one in uow.units.all() if name in (one.path, one.name)), None)
    if found is None:
        raise NotFoundError(what=_("The unit “{name}”").format(name=name))
    return found
