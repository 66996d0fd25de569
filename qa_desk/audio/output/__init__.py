"""Where sound goes: the sound card, a clock where there is none, or nowhere at all in tests."""
