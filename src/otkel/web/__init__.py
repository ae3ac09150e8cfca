"""HTTP: what machines and people ask over the network."""
