"""Draw figures: data in, PNG out; matplotlib is imported in the thread that draws, when the first chart is."""
