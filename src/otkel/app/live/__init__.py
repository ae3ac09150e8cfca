"""A crossing point that runs: one decider a point and process, upon the ledger."""
