"""Trucks for the tests of their pages: they come, are given a proof of place, are called and go through."""

from otkel.app.clock import now
from otkel.app.crossing.asking import Asking
from otkel.app.crossing.proofs import give_ticket
from otkel.app.crossing.reading import Envelope, Typed, get_verb
from otkel.app.ledger import now_us
from otkel.app.policies import read_policy_file
from otkel.facts.people import Language
from otkel.queueing.commands import SetPolicy
from otkel.queueing.policy_numbers import to_numbers
from otkel.queueing.refusal import Refusal

POINT = "syrym"
POLICY = b"""
name: test-post
preset: otkel
exit_places: 8
strip_places: 12
first_per_h: 12
releasing: intake
checks: []
assumptions:
  - {fields: [exit_places, strip_places, first_per_h, releasing, checks], why: "made up for the tests"}
"""
BY = "officer"


class Post:
    """A crossing point without anything simulated."""

    def __init__(self, house, point=POINT):
        self.house, self.point = house, point
        self.desk = house.desk(point)
        self.asking = Asking(self.desk, Language.EN)
        self.number = 0
        self.passage = 100
        found = read_policy_file(POLICY, now().date())
        policy = SetPolicy(
            numbers=dict(to_numbers(found.policy)), provisions=found.provisions, digest=found.digest
        )
        self.desk.decider.handle(policy, key="opens", by=BY, at_us=now_us() - 48 * 3_600_000_000)

    def ask(self, verb, minutes_ago=0.0, **values):
        self.number += 1
        envelope = Envelope(
            at_us=now_us() - round(minutes_ago * 60e6), key=f"test {self.point} {self.number}", by=BY
        )
        done = self.asking.ask(Typed(verb=get_verb(verb), values=values, envelope=envelope))
        assert done.refusal is None, done.refusal
        return done

    def come(self, minutes_ago=0.0, **more):
        self.passage += 1
        values = {
            "plate": f"{self.passage:03} ABC 07", "country": "KZ", "towards": "RU", "people": 1,
            "readiness": "ready", "passage": self.passage,
        }  # fmt: skip
        self.ask("arrive", minutes_ago, **values | more)
        return self.passage

    def ticket(self, passage, minutes_ago=0.0):
        envelope = Envelope(at_us=now_us() - round(minutes_ago * 60e6), by=BY)
        given = give_ticket(
            self.desk, Typed(verb=get_verb("ticket"), values={"passage": passage}, envelope=envelope)
        )
        assert not isinstance(given, Refusal), given
        return given.ticket

    def go_through(self, passage, minutes_ago=0.0):
        self.ask("start", minutes_ago, stage="exit_control", passage=passage, lane="one")
        self.ask("clear", minutes_ago, stage="exit_control", passage=passage)
        self.ask("start", minutes_ago, stage="entry_control", passage=passage, lane="one")
        self.ask("clear", minutes_ago, stage="entry_control", passage=passage)
        self.ask("leave", minutes_ago, passage=passage)
