"""Packages of standard cases: written, read with mistrust, compared with what is here, and taken in whole."""
