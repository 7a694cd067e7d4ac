"""Is every requirement seen to fail? Controls, and mutants of the evidence."""
