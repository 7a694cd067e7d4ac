"""How many points is that, in a course? An exercise, and what of it a program has earned."""
