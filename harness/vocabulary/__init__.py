"""The words with which a scenario claims."""
