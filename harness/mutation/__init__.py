"""Mutation testing of claims: would one fail, were the evidence otherwise? Pure."""
