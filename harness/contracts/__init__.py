"""Contracts: what a server and who calls it say to each other."""
