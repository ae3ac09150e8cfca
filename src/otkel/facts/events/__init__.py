"""The vocabulary of events: what can happen at a crossing, each under a stable word."""
