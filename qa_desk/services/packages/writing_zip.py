"""Writing a package so that the same content makes the same bytes: fixed times, sorted names, nothing of a machine."""

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from qa_desk.domain.case_package import PackedFile
from qa_desk.services.packages.limits import RECORDING_PATH

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_BLOCK_BYTES = 1 << 20
_READABLE = 0o100644 << 16
_UNIX = 3

Content = bytes | Path
"""What a part holds, or the file that holds it."""


def file_of(path: str, content: Content) -> PackedFile:
    """The part as the manifest says it."""
    digest, size_bytes = hashlib.sha256(), 0
    for block in _blocks(content):
        digest.update(block)
        size_bytes += len(block)
    return PackedFile(path, size_bytes, digest.hexdigest())


def write_zip(target: IO[bytes], parts: Mapping[str, Content]) -> None:
    """Write the parts, sorted by name; sound lies as it is, texts are folded."""
    with zipfile.ZipFile(target, "w", allowZip64=False) as archive:
        for name in sorted(parts):
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.create_system = _UNIX
            info.external_attr = _READABLE
            info.compress_type = zipfile.ZIP_STORED if RECORDING_PATH.fullmatch(name) else zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as stream:
                for block in _blocks(parts[name]):
                    stream.write(block)


def _blocks(content: Content):
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            yield block
