"""What happened: the observer's record, read and typed."""
