"""The waiting certificate: how long a truck stood and why, signed, and proved by the record."""

from otkel.app.certificate.check import check_certificate
from otkel.app.certificate.issue import Certificate, PassageAt, issue_certificate

__all__ = ["Certificate", "PassageAt", "check_certificate", "issue_certificate"]
