"""The commands: `sockspec COMMAND` for who judges, `python3 -m harness COMMAND` for all."""
