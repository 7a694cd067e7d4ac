"""The catalogue: what is required, and which statement of the notes asks for it."""
