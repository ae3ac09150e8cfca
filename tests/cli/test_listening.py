"""Who heeds signals for a while lets them do afterwards what they did before."""

import os
import signal

import pytest

from otkel.cli.listening import heeding


@pytest.mark.parametrize("one", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_heard_in_the_block_and_not_after_it(one):
    before = signal.getsignal(one)
    heard = []
    with heeding(lambda: heard.append(one)):
        os.kill(os.getpid(), one)
        assert heard == [one]
    assert signal.getsignal(one) is before


def test_also_where_the_block_breaks():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ValueError), heeding(lambda: None):
        raise ValueError
    assert signal.getsignal(signal.SIGINT) is before
