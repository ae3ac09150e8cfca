"""Dated rules and the pure functions that read them. Knows nothing of files given by users."""
