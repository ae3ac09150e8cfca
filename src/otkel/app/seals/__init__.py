"""Navigation seals: their story in the ledger, and the watch over what they send and do not send."""
