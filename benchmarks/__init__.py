"""Measure Skald against the least a Discord bot can do."""
