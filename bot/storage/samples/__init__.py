"""A month of made-up figures, to try the charts with where nobody has played yet."""
