"""What is there to look at? The page of a check, from its results and its records alone."""
