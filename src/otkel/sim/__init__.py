"""The twin: the same border, faster than time."""
