"""One repository per family of things: rows in, frozen dataclasses out; each method is one intent."""
