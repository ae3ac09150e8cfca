"""Append-only memory, its proofs, its views, and what is kept beside it. Does not know the queue."""
