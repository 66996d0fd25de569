"""Sharing the library: packages handed out, looked at, and taken in; the folder that centres share."""
