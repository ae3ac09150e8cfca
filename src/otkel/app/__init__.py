"""Use cases: the only room that reads the clock and the environment and wires parts together."""
