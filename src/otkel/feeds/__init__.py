"""Reading what people give. Every reader says all that is wrong: what, where, and what to do."""
