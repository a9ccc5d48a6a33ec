"""Sluitend: one family, one plan, one coordinator; nobody falls through."""

__version__ = "0.1.0"
