"""The promise as a machine: whatever is done in whatever order, the store answers as a plain model does."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from otkel.errors import ClaimTakenError, ClientKeyReusedError, VersionConflictError
from otkel.ledger.codec import decode
from tests.contract.acts import booking, drafts, ticking

STREAMS = st.sampled_from(["a", "b", "passage/1"])
KEYS = st.integers(0, 12).map(str)
CLAIMS = st.lists(st.sampled_from([booking("x"), booking("y")]), max_size=2, unique=True)


class Model:
    """The promise in its plainest form: lists and dictionaries."""

    def __init__(self):
        self.events = []  # (stream, version, key, tag, place in the act)
        self.acts = {}  # key -> (content, first position)
        self.claims = {}

    def version(self, stream):
        return sum(event[0] == stream for event in self.events)

    def append(self, stream, content, key, expected, claims, releases):
        """Give (first position, last position, version, repeated) or the class of the error."""
        if key in self.acts:
            known, answer = self.acts[key]
            return (*answer, True) if known == (stream, content) else ClientKeyReusedError
        if expected is not None and expected != self.version(stream):
            return VersionConflictError
        held = {claim: holder for claim, holder in self.claims.items() if claim not in releases}
        if any(claim in held for claim in claims):
            return ClaimTakenError
        first = len(self.events) + 1
        for place in range(content[0]):
            self.events.append((stream, self.version(stream) + 1, key, content[1], place))
        self.claims = held | dict.fromkeys(claims, first)
        answer = first, len(self.events), self.version(stream)
        self.acts[key] = (stream, content), answer
        return (*answer, False)


class LedgerMachine(RuleBasedStateMachine):
    """A store gives `new_store(now_us)`, and `reopen` where what it keeps outlives it."""

    outlives = False

    def new_store(self, now_us):
        raise NotImplementedError

    @initialize()
    def begin(self):
        self.model = Model()
        self.store = self.new_store(ticking())

    @rule(
        stream=STREAMS, size=st.integers(1, 3), tag=st.integers(0, 1), key=KEYS,
        expected=st.none() | st.integers(-1, 1), claims=CLAIMS, releases=CLAIMS,
    )  # fmt: skip
    def append(self, stream, size, tag, key, expected, claims, releases):
        """`expected` is counted from the true version, so that it is often right."""
        if expected is not None:
            expected += self.model.version(stream)
        due = self.model.append(stream, (size, tag), key, expected, claims, releases)
        try:
            receipt = self.store.append(
                stream, drafts(size, tag=tag), client_key=key, expected_version=expected,
                claims=claims, releases=releases,
            )  # fmt: skip
            given = receipt.first_position, receipt.last_position, receipt.version, receipt.repeated
        except (ClientKeyReusedError, VersionConflictError, ClaimTakenError) as error:
            given = type(error)
        assert given == due

    @precondition(lambda self: self.model.acts)
    @rule(data=st.data())
    def retry(self, data):
        key = data.draw(st.sampled_from(sorted(self.model.acts)))
        (stream, (size, tag)), answer = self.model.acts[key]
        receipt = self.store.append(stream, drafts(size, tag=tag), client_key=key)
        assert receipt.repeated
        assert (receipt.first_position, receipt.last_position, receipt.version) == answer

    @rule(after=st.integers(0, 40), length=st.integers(0, 10))
    def read_a_stretch(self, after, length):
        due = list(range(after + 1, min(after + length, len(self.model.events)) + 1))
        assert [event.position for event in self.store.read_all(after, after + length)] == due

    @rule(stream=STREAMS, after=st.integers(0, 5))
    def read_a_stream(self, stream, after):
        due = [event[1] for event in self.model.events if event[0] == stream][after:]
        assert [event.version for event in self.store.read_stream(stream, after)] == due

    @precondition(lambda self: self.outlives)
    @rule()
    def close_and_open_again(self):
        self.store.close()
        self.store = self.new_store(ticking())

    @invariant()
    def it_is_what_the_model_is(self):
        stored = [decode(row, position) for position, row in self.store.read_rows()]
        assert [
            (event.stream, event.version, event.client_key, event.body.overtaken_trucks, event.body.lane)
            for event in stored
        ] == [(*event[:4], f"lane-{event[4]}") for event in self.model.events]
        assert [event.position for event in stored] == list(range(1, self.store.head() + 1))
        assert dict(self.store.read_claims()) == self.model.claims
        for stream in ("a", "b"):
            assert self.store.version(stream) == self.model.version(stream)
        for claim in (booking("x"), booking("y")):
            assert self.store.find_claim(claim) == self.model.claims.get(claim)

    def teardown(self):
        if hasattr(self, "store"):
            self.store.close()
