"""How many days a person may be in Russia, Kazakhstan or the Schengen area, and how many are left."""

from otkel.law.stay.answer import answer_days
from otkel.law.stay.person import Person, get_person
from otkel.law.stay.result import Limit, Numbers, Rule, StayAnswer, Wait

__all__ = ["Limit", "Numbers", "Person", "Rule", "StayAnswer", "Wait", "answer_days", "get_person"]
