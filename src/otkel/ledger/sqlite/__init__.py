"""The ledger in one SQLite file. Nothing but `store` is for the outside."""
