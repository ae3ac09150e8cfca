"""The pages as a browser shows them. A package of its own: its browser ends before other tests begin."""
