"""Telling people and machines: explanations, ladders, reports."""
