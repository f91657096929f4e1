"""Keep answers to pure questions for a while: in memory, on disk, in Redis."""
