"""Whether it holds: claims compared with evidence. Pure."""
