"""The evidence file for the Eurasian Economic Commission: a rule or practice, its cases, its cost."""

from otkel.app.evidence.collect import Evidence, Report, collect_evidence
from otkel.app.evidence.page import make_pdf
from otkel.app.evidence.rows import csv_of

__all__ = ["Evidence", "Report", "collect_evidence", "csv_of", "make_pdf"]
