"""The dialects vendors speak; their errors become Skald's here and nowhere else."""
