"""A recording in every format that an encoder is to be had for, made for the tests; and the table of docs/formats.md.

`python -m tests.unit.audio.every_format` makes all of them, seeks in each, and writes the table anew.
"""

import io
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from qa_desk.audio.blocks import BlockReader
from qa_desk.audio.decoding.mp3_frames import states_length
from qa_desk.audio.decoding.pcm_cache import CachedReader, PcmCache
from qa_desk.audio.headers import ReadBy, form_of
from qa_desk.audio.reading import open_sound
from tests.unit.audio.recordings import RATE_HZ, two_voices

N_SEEKS = 100
HALF_A_STEP = 0.5 / 32768
_SECONDS = 3.0
_DOCS = Path(__file__).parents[3] / "docs" / "formats.md"

Make = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Fixture:
    """A recording that the tests make.

    Args:
        name: its file name.
        codec, container: as people call them.
        made_by: soundfile, ffmpeg, or the tests themselves.
        make: writes it.
    """

    name: str
    codec: str
    container: str
    made_by: str
    make: Make


def _soundfile(name: str, codec: str, container: str, format: str, subtype: str, *, is_mono: bool = False) -> Fixture:
    def make(path: Path) -> None:
        sound = two_voices(_SECONDS)
        soundfile.write(path, sound[:, :1] if is_mono else sound, RATE_HZ, subtype, format=format)

    return Fixture(name, codec, container, "soundfile", make)


def _ffmpeg(name: str, codec: str, container: str, *options: str) -> Fixture:
    def make(path: Path) -> None:
        source = path.with_name("source.wav")
        soundfile.write(source, two_voices(_SECONDS), RATE_HZ)
        command = ("ffmpeg", "-nostdin", "-y", "-v", "error", "-i", str(source), *options, str(path))
        subprocess.run(command, check=True, timeout=60)

    return Fixture(name, codec, container, "ffmpeg", make)


def _frames(name: str, codec: str, container: str, head: bytes, frame_head: bytes, n_bytes: int) -> Fixture:
    """Frames of noise: there is no free encoder, but what a decoder makes of any bits is always the same."""

    def make(path: Path) -> None:
        noise = np.random.default_rng(5)
        frames = (frame_head + noise.bytes(n_bytes - len(frame_head)) for _index in range(150))
        path.write_bytes(head + b"".join(frames))

    return Fixture(name, codec, container, "frames of noise", make)


def _g729_wav_head() -> bytes:
    form = struct.pack("<HHIIHHH", 0x0083, 1, 8000, 1000, 10, 0, 0)
    return (
        struct.pack("<4sI4s4sI", b"RIFF", 36 + 2 + 1500, b"WAVE", b"fmt ", 18)
        + form
        + b"data"
        + struct.pack("<I", 1500)
    )


EVERY_FORMAT: tuple[Fixture, ...] = (
    _soundfile("u8.wav", "PCM 8 bit", "WAV", "WAV", "PCM_U8"),
    _soundfile("pcm.wav", "PCM 16 bit", "WAV", "WAV", "PCM_16"),
    _soundfile("pcm24.wav", "PCM 24 bit", "WAV", "WAV", "PCM_24"),
    _soundfile("pcm32.wav", "PCM 32 bit", "WAV", "WAV", "PCM_32"),
    _soundfile("float.wav", "PCM float", "WAV", "WAV", "FLOAT"),
    _soundfile("extensible.wav", "PCM 16 bit", "WAV, extensible", "WAVEX", "PCM_16"),
    _soundfile("big.rf64", "PCM 16 bit", "RF64", "RF64", "PCM_16"),
    _soundfile("pcm.w64", "PCM 16 bit", "Wave64", "W64", "PCM_16"),
    _soundfile("ulaw.wav", "G.711 µ-law", "WAV", "WAV", "ULAW"),
    _soundfile("alaw.wav", "G.711 A-law", "WAV", "WAV", "ALAW"),
    _soundfile("ima.wav", "IMA ADPCM", "WAV", "WAV", "IMA_ADPCM"),
    _soundfile("ms.wav", "Microsoft ADPCM", "WAV", "WAV", "MS_ADPCM"),
    _soundfile("gsm.wav", "GSM 6.10", "WAV", "WAV", "GSM610", is_mono=True),
    _soundfile("g721.wav", "G.721 ADPCM", "WAV", "WAV", "G721_32", is_mono=True),
    _soundfile("nms.wav", "Natural MicroSystems ADPCM", "WAV", "WAV", "NMS_ADPCM_32", is_mono=True),
    _ffmpeg("mp3.wav", "MP3", "WAV", "-c:a", "libmp3lame"),
    _ffmpeg("g726.wav", "G.726 32 kbit/s", "WAV", "-ac", "1", "-c:a", "g726", "-b:a", "32k"),
    _ffmpeg("g726_16.wav", "G.726 16 kbit/s", "WAV", "-ac", "1", "-c:a", "g726", "-b:a", "16k"),
    _ffmpeg("g722.wav", "G.722", "WAV", "-ac", "1", "-ar", "16000", "-c:a", "g722"),
    _ffmpeg("g7231.wav", "G.723.1", "WAV", "-ac", "1", "-c:a", "g723_1", "-b:a", "6.3k"),
    _frames("g729.wav", "G.729", "WAV", _g729_wav_head(), b"", 10),
    _ffmpeg("wma.wav", "WMA 2", "WAV", "-c:a", "wmav2"),
    _ffmpeg("aac.wav", "AAC", "WAV", "-c:a", "aac"),
    _soundfile("pcm.aiff", "PCM 16 bit", "AIFF", "AIFF", "PCM_16"),
    _soundfile("ulaw.aifc", "G.711 µ-law", "AIFF-C", "AIFF", "ULAW"),
    _soundfile("pcm.au", "PCM 16 bit", "AU", "AU", "PCM_16"),
    _soundfile("ulaw.au", "G.711 µ-law", "AU", "AU", "ULAW"),
    _soundfile("g723.au", "G.723 ADPCM 24 kbit/s", "AU", "AU", "G723_24", is_mono=True),
    _soundfile("pcm.caf", "PCM 16 bit", "CAF", "CAF", "PCM_16"),
    _soundfile("alac.caf", "ALAC", "CAF", "CAF", "ALAC_16"),
    _soundfile("call.flac", "FLAC", "FLAC", "FLAC", "PCM_16"),
    _soundfile("call.voc", "PCM 16 bit", "VOC", "VOC", "PCM_16"),
    _soundfile("call.sph", "PCM 16 bit", "NIST SPHERE", "NIST", "PCM_16"),
    _soundfile("ulaw.sph", "G.711 µ-law", "NIST SPHERE", "NIST", "ULAW"),
    _soundfile("call.8svx", "PCM 8 bit", "8SVX", "SVX", "PCM_S8", is_mono=True),
    _soundfile("call.sf", "PCM 16 bit", "IRCAM", "IRCAM", "PCM_16"),
    _soundfile("call.avr", "PCM 16 bit", "AVR", "AVR", "PCM_16"),
    _soundfile("call.pvf", "PCM 16 bit", "PVF", "PVF", "PCM_16"),
    _soundfile("call.paf", "PCM 16 bit", "PAF", "PAF", "PCM_16"),
    _soundfile("call.wve", "G.711 A-law", "Psion", "WVE", "ALAW", is_mono=True),
    _soundfile("vorbis.ogg", "Vorbis", "Ogg", "OGG", "VORBIS"),
    _soundfile("opus.opus", "Opus", "Ogg", "OGG", "OPUS"),
    _ffmpeg("flac.ogg", "FLAC", "Ogg", "-c:a", "flac"),
    _ffmpeg("speex.ogg", "Speex", "Ogg", "-c:a", "libspeex"),
    _soundfile("call.mp3", "MP3", "MP3", "MP3", "MPEG_LAYER_III"),
    _ffmpeg(
        "untagged.mp3",
        "MP3, varying rate, no length tag",
        "MP3",
        "-q:a",
        "5",
        "-write_xing",
        "0",
        "-id3v2_version",
        "0",
    ),
    _ffmpeg("call.mp2", "MPEG audio layer II", "MP2", "-ar", "16000", "-c:a", "mp2"),
    _soundfile("call.ul", "G.711 µ-law", "no header, .ul .ulaw .mulaw .mu .ulw .pcmu", "RAW", "ULAW", is_mono=True),
    _soundfile("call.al", "G.711 A-law", "no header, .al .alaw .pcma", "RAW", "ALAW", is_mono=True),
    _soundfile("call.sln", "PCM 16 bit", "no header, .sln .slin .sl, .sln16", "RAW", "PCM_16", is_mono=True),
    _soundfile("call.vox", "Dialogic VOX ADPCM", "no header, .vox", "RAW", "VOX_ADPCM", is_mono=True),
    _soundfile("call.gsm", "GSM 6.10", "no header, .gsm", "RAW", "GSM610", is_mono=True),
    _ffmpeg("call.g722", "G.722", "no header, .g722", "-ac", "1", "-ar", "16000", "-c:a", "g722"),
    _ffmpeg("call.g723", "G.723.1", "no header, .g723", "-ac", "1", "-c:a", "g723_1", "-b:a", "6.3k", "-f", "g723_1"),
    _ffmpeg(
        "call.g726", "G.726 32 kbit/s", "no header, .g726", "-ac", "1", "-c:a", "g726", "-b:a", "32k", "-f", "g726"
    ),
    _frames("call.g729", "G.729", "no header, .g729", b"", b"", 10),
    _frames("call.amr", "AMR-NB 12.2 kbit/s", "AMR", b"#!AMR\n", b"\x3c", 32),
    _frames("call.awb", "AMR-WB 23.85 kbit/s", "AMR", b"#!AMR-WB\n", b"\x44", 61),
    _frames("call.lbc", "iLBC 20 ms", "iLBC", b"#!iLBC20\n", b"", 38),
    _ffmpeg("call.aac", "AAC", "ADTS", "-c:a", "aac"),
    _ffmpeg("call.m4a", "AAC", "MP4, M4A, MOV, 3GP", "-c:a", "aac"),
    _ffmpeg("alac.m4a", "ALAC", "MP4, M4A, MOV, 3GP", "-c:a", "alac"),
    _ffmpeg("fragments.mp4", "AAC", "MP4 in fragments", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"),
    _ffmpeg("call.webm", "Opus", "WebM, Matroska", "-c:a", "libopus"),
    _ffmpeg("call.mka", "Vorbis", "WebM, Matroska", "-c:a", "libvorbis"),
    _ffmpeg("call.wma", "WMA 2", "ASF, WMA", "-c:a", "wmav2"),
    _ffmpeg("wma1.wma", "WMA 1", "ASF, WMA", "-c:a", "wmav1"),
    _ffmpeg("call.avi", "PCM 16 bit", "AVI", "-c:a", "pcm_s16le"),
    _ffmpeg("call.flv", "AAC", "FLV", "-c:a", "aac"),
    _ffmpeg("call.wv", "WavPack", "WavPack", "-c:a", "wavpack"),
)

NO_FIXTURE: tuple[tuple[str, str], ...] = (
    ("WMA Voice, WMA Pro, WMA Lossless", "ASF, WMA, WAV"),
    ("TrueSpeech", "WAV"),
    ("QCELP, EVRC", "QCP, 3GP"),
    ("RealAudio", "RealMedia"),
)
"""What ffmpeg decodes and nothing at hand encodes: recognised and handed on, not tried."""


def straight_decode(path: Path) -> NDArray[np.float32]:
    """The whole recording decoded in one go, by another route than the program's where there is one."""
    form = form_of(path)
    assert form is not None
    if form.container == "mp3" and not states_length(path):
        with BlockReader(path) as reader:  # libsndfile by itself ends too early
            return reader.read(10 * RATE_HZ)
    if form.read_by is ReadBy.LIBSNDFILE:
        raw = form.raw
        told = {"samplerate": raw.rate_hz, "channels": 1, "subtype": raw.subtype, "format": "RAW"} if raw else {}
        with path.open("rb") as file:
            return soundfile.read(file, dtype="float32", always_2d=True, **told)[0]
    source = ("-f", form.demuxer, *form.options) if form.container == "raw" or form.demuxer == "g729" else ()
    command = (
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        *source,
        "-i",
        str(path),
        "-vn",
        "-f",
        "wav",
        "-c:a",
        "pcm_s16le",
        "-",
    )
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    return soundfile.read(io.BytesIO(done.stdout), dtype="float32", always_2d=True)[0]


def n_exact_seeks(path: Path, cache: PcmCache, *, seed: int = 9) -> int:
    """How many of 100 random seeks give what straight decoding gives there, within half a 16-bit step."""
    straight = np.clip(straight_decode(path), -1.0, 32767 / 32768)
    places = np.random.default_rng(seed).integers(0, len(straight) - 200, N_SEEKS)
    n_exact = 0
    with open_sound(path, cache=cache) as reader:
        step = 1.01 * HALF_A_STEP if isinstance(reader, CachedReader) else 0.0
        for place in places:
            reader.seek(int(place))
            found = np.clip(reader.read(200), -1.0, 32767 / 32768)
            n_exact += (
                found.shape == (200, straight.shape[1]) and np.abs(found - straight[place : place + 200]).max() <= step
            )
    return n_exact


def table(measured: Iterable[tuple[Fixture, str, str]]) -> str:
    """The page of docs: each fixture, how it is read, and what came of its seeks."""
    rows = [
        f"| {fixture.codec} | {fixture.container} | {read_by} | {seeks} | {fixture.made_by} |"
        for fixture, read_by, seeks in measured
    ]
    rows += [f"| {codec} | {container} | ffmpeg | not tried | no fixture |" for codec, container in NO_FIXTURE]
    return _PAGE.format(n_seeks=N_SEEKS, rows="\n".join(rows))


_PAGE = """# Recordings that are read

A recording is known by its content, whatever it is called; only where there is no header does the ending decide (mono,
8 kHz; G.722 and `.sln16` 16 kHz). libsndfile comes with QA Desk. **ffmpeg** is used where it is found on the machine;
where it is not, the import names the coding and says how to install it. Of more than two channels the first two are
played, and the import says so.

WAV, FLAC and their like are played from the file. Everything that can't be sought in exactly is decoded once, in the
background, into a cache of at most 2 GiB in your cache folder, and plays while that goes on.

A recording that broke off is kept as far as it can be played, and the import says how far: a WAV whose length was never
written, a file that is cut short, an MP3 without a length (its frames are counted), an Ogg without its last page.

The seeks are those of `python -m tests.unit.audio.every_format`, which writes this page: of {n_seeks} random places,
how many give what decoding straight through gives there – the same samples, or within half a 16-bit step where the
coding has finer ones.

| coding | container | read by | exact seeks | fixture made by |
|---|---|---|---|---|
{rows}

Not read: G.728, ACELP.net, VoxWare, IBM CVSD and Lernout & Hauspie CELP, for which there is no free decoder; HTK and
Sound Designer II, which can't be told from other files.
"""


def main() -> int:
    """Makes every fixture, seeks in it, and writes the page."""
    measured: list[tuple[Fixture, str, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cache = PcmCache(folder / "pcm")
        for fixture in EVERY_FORMAT:
            path = folder / fixture.name
            fixture.make(path)
            form = form_of(path)
            assert form is not None, fixture.name
            measured.append((fixture, form.read_by.value, f"{n_exact_seeks(path, cache)} of {N_SEEKS}"))
            sys.stdout.write(f"{fixture.name}: {measured[-1][2]}\n")
    _DOCS.write_text(table(measured), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
