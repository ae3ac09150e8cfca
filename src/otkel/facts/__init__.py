"""Frozen values that every room may hold: time, places, people, vehicles, goods, documents."""
