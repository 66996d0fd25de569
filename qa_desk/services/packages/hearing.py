"""Hearing a case of a package before it is taken in: its recording, checked as for taking in, in a place of its own.

Nothing of it is kept: the copy goes when nobody holds the sound any more, and when the program ends at the latest.
"""

import shutil
import tempfile
import weakref
from contextlib import ExitStack
from pathlib import Path

from qa_desk.domain.calls import AgentChannel
from qa_desk.domain.case_package import CasePackage, PackedCall
from qa_desk.services.keeping.call_sound import CallSound
from qa_desk.services.packages.reading_zip import PackageZip
from qa_desk.services.packages.taking_in import copy_out


class _PrivateFolder:
    """A folder that only this person may look into, there for as long as this is held."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="qa-desk-"))
        self.remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def offered_sound(path: Path, package: CasePackage, call: PackedCall) -> CallSound:
    """The sound of a call as it lies in the package. Raises what `copy_out` raises."""
    # Here and not above: reading sound loads soundfile and numpy, which the start of the window can't wait for.
    from qa_desk.audio.clip import ClipInfo
    from qa_desk.audio.passage import Passage
    from qa_desk.audio.track import Track, TrackPart

    folder = _PrivateFolder()
    with ExitStack() as undo, PackageZip(path) as archive:
        undo.callback(folder.remove)  # an error would hold the folder for as long as it is told
        copy, codec = copy_out(archive, call, package, folder.path, path.name)
        undo.pop_all()
    frames = round(call.duration_s * call.rate_hz)
    part = TrackPart(
        ClipInfo(copy, "flac", codec, call.rate_hz, call.channels, frames),
        agent_is_left=call.agent_channel is not AgentChannel.RIGHT,
        masks=tuple(Passage(start_s, end_s) for start_s, end_s in call.masked),
        held=folder,
    )
    is_told = call.channels == 2 and call.agent_channel is not AgentChannel.MONO
    return CallSound(Track((part,)), AgentChannel.LEFT if is_told else AgentChannel.MONO, call.duration_s)
