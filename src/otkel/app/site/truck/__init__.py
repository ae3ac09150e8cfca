"""The page of one truck: who holds its proof of place is shown where it stands, and nobody else is."""
