"""Under pytest: what is collected, counted and printed."""
