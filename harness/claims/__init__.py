"""What must hold: scenario files, read as data."""
