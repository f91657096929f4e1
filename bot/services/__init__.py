"""Use cases; they speak ids and values, never Discord's objects."""
