"""Personal data beside the ledger: encrypted, found by plate or VIN, and erasable.

`vault` is for the outside, with `opening.open_vault`; `classes` says what is held, and how long.
"""
