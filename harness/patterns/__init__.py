"""Events as a scenario describes them: their syntax, and what of a record matches."""
