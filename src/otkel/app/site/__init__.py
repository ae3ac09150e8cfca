"""What the pages and the API of the site ask for: one open ledger for the life of a process."""
