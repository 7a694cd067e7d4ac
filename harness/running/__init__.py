"""Making it happen: casts, slots, one run of the observer after the other."""
