from otkel.queueing.core.line import choose_class
from otkel.queueing.policy import Policy, QueueClass
from tests.queueing.crossing import Crossing


def test_classes_of_each_rank_take_turns_whatever_the_others_do():
    classes = (QueueClass(name="a"), QueueClass(name="b"), QueueClass(name="ordinary", rank=1))
    x = Crossing(Policy(name="two", classes=classes))
    for number in range(1, 31):
        x.arrive(number, queue_class=("a", "b", "ordinary")[number % 3])
    x.call(10)
    called = [one.queue_class for one in x.bodies("Called")]
    assert called == ["a", "b"] * 5


def test_each_rank_keeps_its_own_turn():
    ranks, pattern = [0, 1, 1, 0], [0, 1, 2, 2, 3]
    turn, low, high = 0, [], []
    for step in range(60):
        may = [True, True, True, True] if step % 2 else [False, True, True, False]
        one, turn = choose_class(ranks, pattern, turn, may)
        (low if step % 2 else high).append(one)
    assert low == [0, 3] * 15
    assert high == [1, 2, 2] * 10
