"""A call’s sound in the window: the transport and its bar, what rows play, and what loads a call for all of them."""
