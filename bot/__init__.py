"""Skald, a game master who lives in Discord."""

__version__ = "0.1.0"
