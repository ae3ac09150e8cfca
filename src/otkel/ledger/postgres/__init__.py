"""The ledger in a PostgreSQL database. Nothing but `store` is for the outside."""
