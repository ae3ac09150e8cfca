"""Use cases of the live crossing: from what a person types to a command, and from its answer to words."""
