"""How the sound is got out of a recording: what its header says, ffmpeg where it is needed, and sound kept decoded."""
