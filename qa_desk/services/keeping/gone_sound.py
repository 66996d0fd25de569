"""Files of recordings that nothing needs any more go, and with them what this machine kept of their sound."""

from collections.abc import Collection

from qa_desk.store.repositories.removing import GoneSound
from qa_desk.store.store import Store


def take_away(store: Store, gone: Collection[GoneSound]) -> int:
    """Remove the files, drawings and decoded sound of recordings; returns how many files went.

    After the commit: a file that outlives a crash here belongs to no call, and `qa-desk check` names it.
    """
    # Here and not above: it loads numpy, which the start of the window can't wait for.
    from qa_desk.audio.forgetting import forget_sound

    paths = {one.relative_path for one in gone if one.relative_path}
    with store.reading() as uow:
        used = uow.removal.still_used(paths)
    left = sorted(paths - used)
    for path in left:
        store.recordings.remove(path)
    forget_sound(one.sha256 for one in gone if one.sha256 and one.relative_path not in used)
    return len(left)
