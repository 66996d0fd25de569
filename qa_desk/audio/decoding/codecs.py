"""The codings that recorders write, by the numbers and letters their containers call them; used by `headers`.

Names are those that people know (G.726, AMR), because a message may have to say what is missing.
"""

WAV_BY_LIBSNDFILE = frozenset({0x0001, 0x0002, 0x0003, 0x0006, 0x0007, 0x0011, 0x0031, 0x0038, 0x0040, 0x0055})
"""Format tags of a WAV file that libsndfile decodes itself."""

G729_TAGS = frozenset({0x0083, 0x0133, 0x0134, 0x0135, 0xA100, 0xA105})
"""G.729 by the tags that recorders gave it; ffmpeg has the decoder, but knows none of these."""

MPEG_TAGS = frozenset({0x0050, 0x0055})
"""What libsndfile leaves to libmpg123, which writes to stderr."""

_WAV_TAGS = {
    0x0001: "PCM",
    0x0002: "Microsoft ADPCM",
    0x0003: "PCM (float)",
    0x0005: "IBM CVSD",
    0x0006: "G.711 A-law",
    0x0007: "G.711 µ-law",
    0x000A: "WMA Voice",
    0x0010: "OKI ADPCM",
    0x0011: "IMA ADPCM",
    0x0014: "G.723 ADPCM",
    0x0016: "Dialogic OKI ADPCM",
    0x0017: "Dialogic OKI ADPCM",
    0x0022: "TrueSpeech",
    0x0031: "GSM 6.10",
    0x0036: "VoxWare ADPCM",
    0x0038: "Natural MicroSystems ADPCM",
    0x0040: "G.721 ADPCM",
    0x0042: "G.723.1",
    0x0045: "G.726",
    0x0050: "MPEG audio layer II",
    0x0055: "MP3",
    0x0057: "AMR-NB",
    0x0058: "AMR-WB",
    0x0061: "Duck DK4 ADPCM",
    0x0062: "Duck DK3 ADPCM",
    0x0064: "G.726",
    0x0065: "G.722",
    0x0069: "VoxWare byte-aligned",
    0x0070: "Lernout & Hauspie CELP",
    0x0075: "VoxWare MetaVoice",
    0x00FF: "AAC",
    0x0111: "G.723.1",
    0x0112: "G.723.1",
    0x0130: "ACELP.net",
    0x0160: "WMA 1",
    0x0161: "WMA 2",
    0x0162: "WMA Pro",
    0x0163: "WMA Lossless",
    0x028F: "G.722",
    0x1600: "AAC",
    0x1602: "AAC",
    0x2000: "AC-3",
    0x4143: "AAC",
    0x704F: "Opus",
    0xA106: "AAC",
    0xA109: "Speex",
}

_MP4_ENTRIES = {
    b"mp4a": "AAC",
    b"alac": "ALAC",
    b"samr": "AMR-NB",
    b"sawb": "AMR-WB",
    b"Opus": "Opus",
    b"fLaC": "FLAC",
    b"ac-3": "AC-3",
    b"ec-3": "E-AC-3",
    b".mp3": "MP3",
    b"sqcp": "QCELP",
    b"sevc": "EVRC",
    b"ulaw": "G.711 µ-law",
    b"alaw": "G.711 A-law",
    b"sowt": "PCM",
    b"twos": "PCM",
    b"lpcm": "PCM",
    b"ipcm": "PCM",
}

_MATROSKA_IDS = {
    b"A_OPUS": "Opus",
    b"A_VORBIS": "Vorbis",
    b"A_AAC": "AAC",
    b"A_FLAC": "FLAC",
    b"A_PCM/INT/LIT": "PCM",
    b"A_PCM/INT/BIG": "PCM",
    b"A_PCM/FLOAT/IEEE": "PCM (float)",
    b"A_MPEG/L3": "MP3",
    b"A_MPEG/L2": "MPEG audio layer II",
    b"A_AC3": "AC-3",
    b"A_ALAC": "ALAC",
}


def wav_codec(tag: int) -> str:
    """The coding of a WAV or ASF format tag; its number where nobody gave it a name."""
    return "G.729" if tag in G729_TAGS else _WAV_TAGS.get(tag, f"WAV 0x{tag:04X}")


def mp4_codec(entry: bytes) -> str | None:
    """The coding of an MP4 sample entry; None when it is not one of sound."""
    return _MP4_ENTRIES.get(entry)


def matroska_codec(codec_id: bytes) -> str:
    """The coding of a Matroska track of sound."""
    for known, name in _MATROSKA_IDS.items():
        if codec_id.startswith(known):
            return name
    return codec_id.decode("ascii", "replace").removeprefix("A_")
