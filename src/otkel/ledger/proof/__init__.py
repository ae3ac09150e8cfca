"""What makes a change to the ledger show: a Merkle tree over it, signed heads, and proofs to take away."""
