"""Laws of the fair draw, over drawn requests; the plainest way to say it is the oracle."""

from collections import Counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from otkel.app.draws import slot_draws
from otkel.facts.events.choices import Allocation
from otkel.queueing.drawing import Asking, plan_draw, requests_digest

SEED, DAY = b"\x07" * 32, 1_795_114_800_000_000
SLOTS = [DAY + n for n in range(6)]
quick = settings(max_examples=150, deadline=None)


@st.composite
def days(draw):
    """Give requests, room by slot, draws and a share; draws and instants collide often."""
    passages = draw(st.lists(st.integers(0, 10**6), unique=True, max_size=25))
    wishes = st.lists(st.sampled_from([*SLOTS, DAY + 77]), max_size=4).map(tuple)
    requests = [Asking(one, draw(st.integers(0, 6)), draw(wishes)) for one in passages]
    capacity = draw(st.dictionaries(st.sampled_from(SLOTS), st.integers(0, 6)))
    draws = {one: draw(st.one_of(st.integers(0, 3), st.integers(0, 2**64 - 1))) for one in passages}
    return requests, capacity, draws, draw(st.integers(0, 100))


def plainly(requests, capacity, draws, pct):
    """Say the draw as one would in words."""
    rest = sorted(requests, key=lambda one: (one.since, draws[one.passage], one.passage))
    share = sum(capacity.values()) * pct // 100
    first, rest = rest[:share], rest[share:]
    rest.sort(key=lambda one: (draws[one.passage], one.passage))
    free, given, lost = dict(capacity), [], []
    for request in [*first, *rest]:
        wished = request.choices or sorted(free)
        slot = next((one for one in wished if free.get(one, 0) > 0), None)
        if slot is None:
            lost.append(request.passage)
            continue
        free[slot] -= 1
        how = Allocation.LONGEST_WAIT if request in first else Allocation.DRAW
        given.append((request.passage, slot, how))
    return tuple(given), tuple(lost)


class TestTheDraw:
    @quick
    @given(days())
    def test_it_is_what_one_would_say_in_words(self, day):
        assert plan_draw(*day) == plainly(*day)

    @quick
    @given(days(), st.randoms(use_true_random=False))
    def test_the_order_of_submission_is_irrelevant(self, day, chance):
        requests, *rest = day
        shuffled = list(requests)
        chance.shuffle(shuffled)
        assert plan_draw(shuffled, *rest) == plan_draw(requests, *rest)

    @quick
    @given(days())
    def test_everybody_has_one_answer_and_no_slot_is_over_capacity(self, day):
        requests, capacity, *_ = day
        plan = plan_draw(*day)
        answered = [one.passage for one in plan.granted] + list(plan.not_drawn)
        assert sorted(answered) == sorted(one.passage for one in requests)
        used = Counter(one.slot_from for one in plan.granted)
        assert all(used[slot] <= capacity.get(slot, 0) for slot in used)

    @quick
    @given(days())
    def test_nobody_is_refused_a_wish_that_has_room_left(self, day):
        requests, capacity, *_ = day
        plan = plan_draw(*day)
        used = Counter(one.slot_from for one in plan.granted)
        left = {slot for slot, room in capacity.items() if used[slot] < room}
        choices = {one.passage: one.choices for one in requests}
        for passage in plan.not_drawn:
            assert not left & set(choices[passage] or capacity)

    @quick
    @given(days())
    def test_the_share_goes_to_those_who_wait_longest(self, day):
        requests, capacity, draws, pct = day
        plain = [one._replace(choices=()) for one in requests]
        plan = plan_draw(plain, capacity, draws, pct)
        share = min(sum(capacity.values()) * pct // 100, len(requests))
        longest = [one for one in plan.granted if one.allocation is Allocation.LONGEST_WAIT]
        assert len(longest) == share
        since = {one.passage: one.since for one in requests}
        others = [since[one] for one in since if one not in {given.passage for given in longest}]
        assert not longest or not others or max(since[one.passage] for one in longest) <= min(others)


class TestTheDigest:
    @quick
    @given(
        st.lists(st.tuples(st.integers(0, 99), st.binary(min_size=32, max_size=32)), min_size=2, max_size=8,
                 unique_by=lambda one: one[0]),
        st.integers(0, 7), st.binary(min_size=32, max_size=32),
    )  # fmt: skip
    def test_changing_one_nonce_changes_every_draw(self, asked, which, nonce):
        assume(nonce != asked[which % len(asked)][1])
        requests = [Asking(passage, DAY, (), value.hex()) for passage, value in asked]
        changed = list(requests)
        changed[which % len(asked)] = requests[which % len(asked)]._replace(nonce=nonce.hex())
        before, after = (self.draws(one) for one in (requests, changed))
        assert all(before[passage] != after[passage] for passage in before)

    def test_whom_a_new_nonce_lets_win_follows_no_pattern(self):
        """Of 4,000 nonces of the last request each of 8 trucks wins about one in eight (5 sigma)."""
        winners = Counter()
        for number in range(4000):
            requests = [Asking(passage, DAY) for passage in range(7)]
            requests.append(Asking(7, DAY, (), f"{number:064x}"))
            plan = plan_draw(requests, {DAY: 1}, self.draws(requests), 0)
            winners[plan.granted[0].passage] += 1
        assert all(abs(winners[passage] - 500) <= 5 * (4000 / 8 * 7 / 8) ** 0.5 for passage in range(8))

    @staticmethod
    def draws(requests):
        digest = requests_digest(requests, towards="RU", day_us=DAY)
        passages = [one.passage for one in requests]
        return slot_draws(SEED, point="syrym", towards="RU", passages=passages, digest=digest)
