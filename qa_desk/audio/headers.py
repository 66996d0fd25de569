"""What a recording is by its first bytes, or by its ending where it has no header: container, coding, and who reads it.

Used by `blocks`, `clip` and `decoding` before any decoder sees the file: a file that is not known here is never opened
by one, and a message can name the coding where the decoder for it is missing.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from qa_desk.audio.decoding.codecs import G729_TAGS, WAV_BY_LIBSNDFILE, wav_codec
from qa_desk.audio.decoding.containers import asf_sound, matroska_sound, mp4_sound, ogg_codec
from qa_desk.audio.decoding.mp3_frames import is_mpeg_audio
from qa_desk.audio.decoding.wav_chunks import read_wav_header

_HEAD_BYTES = 64
_GSM_FRAME_BYTES = 33
_GSM_FRAMES_LOOKED_AT = 20


class ReadBy(StrEnum):
    """Which decoder reads it."""

    LIBSNDFILE = "libsndfile"
    FFMPEG = "ffmpeg"


@dataclass(frozen=True, slots=True)
class RawSound:
    """Sound without a header, as its ending says; in libsndfile's words."""

    subtype: str
    rate_hz: int = 8_000


@dataclass(frozen=True, slots=True)
class Form:
    """What a recording is.

    Args:
        container: wav, flac, ogg, mp3, mp4, matroska …; "raw" without a header.
        codec: the coding by the name people know; "" where libsndfile will say.
        read_by: the decoder.
        demuxer: what ffmpeg is to take the file for, so that it never guesses.
        options: further options of ffmpeg for it.
        raw: what libsndfile must be told of a file without a header.
        promised_s: the length by the header of a file that ffmpeg reads; None where it says nothing.
    """

    container: str
    codec: str = ""
    read_by: ReadBy = ReadBy.LIBSNDFILE
    demuxer: str = ""
    options: tuple[str, ...] = ()
    raw: RawSound | None = None
    promised_s: float | None = None


_LIBSNDFILE_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"fLaC", "flac"),
    (b".snd", "au"),
    (b"caff", "caf"),
    (b"riff\x2e\x91\xcf\x11", "w64"),
    (b"Creative Voice File\x1a", "voc"),
    (b"NIST_1A", "sphere"),
    (b"2BIT", "avr"),
    (b"\x64\xa3\x01\x00", "ircam"),
    (b"\x64\xa3\x02\x00", "ircam"),
    (b"\x64\xa3\x03\x00", "ircam"),
    (b"\x00\x01\xa3\x64", "ircam"),
    (b"\x00\x02\xa3\x64", "ircam"),
    (b"\x00\x03\xa3\x64", "ircam"),
    (b"PVF1", "pvf"),
    (b" paf", "paf"),
    (b"fap ", "paf"),
    (b"ALawSoundFile**", "wve"),
    (b"MATLAB 5.0 MAT-file", "mat"),
    (b"Extended Instrument:", "xi"),
)
_FFMPEG_MAGIC: tuple[tuple[bytes, Form], ...] = (
    (b"#!AMR-WB\n", Form("amr", "AMR-WB", ReadBy.FFMPEG, "amr")),
    (b"#!AMR\n", Form("amr", "AMR-NB", ReadBy.FFMPEG, "amr")),
    (b"#!iLBC", Form("ilbc", "iLBC", ReadBy.FFMPEG, "ilbc")),
    (b"FLV\x01", Form("flv", "", ReadBy.FFMPEG, "flv")),
    (b".RMF", Form("realmedia", "RealAudio", ReadBy.FFMPEG, "rm")),
    (b".ra\xfd", Form("realmedia", "RealAudio", ReadBy.FFMPEG, "rm")),
    (b"wvpk", Form("wavpack", "WavPack", ReadBy.FFMPEG, "wv")),
)
_RAW_BY_ENDING: dict[str, Form] = {
    **{end: Form("raw", "", raw=RawSound("ULAW")) for end in (".ulaw", ".mulaw", ".ul", ".mu", ".ulw", ".pcmu")},
    **{end: Form("raw", "", raw=RawSound("ALAW")) for end in (".alaw", ".al", ".pcma")},
    **{end: Form("raw", "", raw=RawSound("PCM_16")) for end in (".sln", ".sl", ".slin")},
    ".sln16": Form("raw", "", raw=RawSound("PCM_16", 16_000)),
    ".vox": Form("raw", "", raw=RawSound("VOX_ADPCM")),
    ".g722": Form("raw", "G.722", ReadBy.FFMPEG, "g722"),
    ".g723": Form("raw", "G.723.1", ReadBy.FFMPEG, "g723_1"),
    ".g729": Form("raw", "G.729", ReadBy.FFMPEG, "g729"),
    ".g726": Form("raw", "G.726", ReadBy.FFMPEG, "g726", ("-code_size", "4")),
}


def form_of(path: Path) -> Form | None:
    """What a recording is: by content, whatever it is called; by its ending only where nothing else is known."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    return _by_structure(path, head) or _by_magic(head) or _by_ending(path, head)


def _by_structure(path: Path, head: bytes) -> Form | None:
    """The containers that hold one of many codings."""
    magic, kind = head[:4], head[8:12]
    form: Form | None = None
    if magic in (b"RIFF", b"RIFX", b"RF64", b"BW64") and kind in (b"WAVE", b""):
        form = _wav_form(path)
    elif magic == b"RIFF" and kind == b"AVI ":
        form = Form("avi", "", ReadBy.FFMPEG, "avi")
    elif magic == b"RIFF" and kind == b"QLCM":
        form = Form("qcp", "QCELP", ReadBy.FFMPEG, "qcp")
    elif magic == b"FORM" and kind in (b"AIFF", b"AIFC"):
        form = Form("aiff")
    elif magic == b"FORM" and kind in (b"8SVX", b"16SV"):
        form = Form("svx")
    elif magic == b"OggS":
        form = _ogg_form(path)
    elif head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"skip"):
        codec, promised_s = mp4_sound(path)
        form = Form("mp4", codec, ReadBy.FFMPEG, "mov", promised_s=promised_s)
    elif magic == b"\x1a\x45\xdf\xa3":
        form = Form("matroska", matroska_sound(path), ReadBy.FFMPEG, "matroska")
    elif head[:16] == bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"):
        codec, promised_s = asf_sound(path)
        form = Form("asf", codec, ReadBy.FFMPEG, "asf", promised_s=promised_s)
    return form


def _by_magic(head: bytes) -> Form | None:
    if head[:3] == b"ID3" or is_mpeg_audio(head):
        return Form("mp3")
    if len(head) > 6 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return Form("aac", "AAC", ReadBy.FFMPEG, "aac")
    for magic, name in _LIBSNDFILE_MAGIC:
        if head.startswith(magic):
            return Form(name)
    for magic, form in _FFMPEG_MAGIC:
        if head.startswith(magic):
            return form
    return None


def _by_ending(path: Path, head: bytes) -> Form | None:
    ending = path.suffix.lower()
    if ending == ".gsm" and _are_gsm_frames(path):
        return Form("raw", "", raw=RawSound("GSM610"))
    # A text or a page saved under such a name would be played as noise.
    is_text = all(0x20 <= byte < 0x7F or byte in b"\t\r\n" for byte in head)
    return None if is_text else _RAW_BY_ENDING.get(ending)


def _wav_form(path: Path) -> Form:
    header = read_wav_header(path)
    if header.tag is None or header.tag in WAV_BY_LIBSNDFILE:
        return Form("wav")
    codec = wav_codec(header.tag)
    if header.tag in G729_TAGS and header.data_start is not None:
        return Form("wav", codec, ReadBy.FFMPEG, "g729", ("-skip_initial_bytes", str(header.data_start)))
    return Form("wav", codec, ReadBy.FFMPEG, "wav")


def _ogg_form(path: Path) -> Form:
    codec = ogg_codec(path)
    is_known = codec in ("OPUS", "VORBIS", "")
    return Form("ogg") if is_known else Form("ogg", codec, ReadBy.FFMPEG, "ogg")


def _are_gsm_frames(path: Path) -> bool:
    """Whether the first frames all begin with the four bits that every GSM 6.10 frame begins with."""
    with path.open("rb") as file:
        head = file.read(_GSM_FRAME_BYTES * _GSM_FRAMES_LOOKED_AT)
    return bool(head) and all(byte >> 4 == 0xD for byte in head[::_GSM_FRAME_BYTES])
