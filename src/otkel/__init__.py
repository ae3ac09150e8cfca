"""Otkel: open software for road freight at a border."""

__version__ = "0.1.0"
