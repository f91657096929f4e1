"""Slash commands and events: each understands Discord and asks one service."""
