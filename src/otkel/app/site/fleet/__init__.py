"""A fleet on one page: days left, who can make which trip, what lacks, and what to write to whom."""
