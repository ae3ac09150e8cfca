"""The release study: trucks called by plan, and by what the other side takes on."""
