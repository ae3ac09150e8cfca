"""The officers' desk: what it shows of a queue, what may be done there, and a day's report."""
