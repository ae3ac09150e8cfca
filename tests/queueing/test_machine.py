from hypothesis import HealthCheck, settings

from tests.queueing.machine import CrossingMachine

TestCrossing = CrossingMachine.TestCase
TestCrossing.settings = settings(
    max_examples=60, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
)
