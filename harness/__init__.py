"""The driver: reads what the observer recorded, compares it with the claims, explains."""
