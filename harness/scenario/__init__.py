"""Scenario files, read as data: what must hold, and of whom."""
