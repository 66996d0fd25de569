"""What need not be asked again: within a transaction that only reads, and for as long as a connection lasts."""

from typing import Any

from sqlalchemy.orm import Session

from qa_desk.store.engine import is_writing


def of_moment(session: Session, what: str) -> dict[Any, Any]:
    """What was read of it before at this moment; nothing where the transaction may change it."""
    return {} if is_writing(session.connection()) else session.info.setdefault(what, {})


def for_good(session: Session, what: str) -> dict[Any, Any]:
    """What numbers stand for, each the same always and for everybody: known for as long as the connection lasts."""
    return session.connection().info.setdefault(what, {})
