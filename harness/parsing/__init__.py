"""Scenario files, read: what they claim, or where they are wrong."""
