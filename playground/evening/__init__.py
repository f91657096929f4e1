"""The first evening: a guide through what there is to do, companions played by scripts, and samples."""
