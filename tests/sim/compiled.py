"""Plain functions, compiled as they stand: each sees the compiled form of those before it."""

from types import FunctionType

from numba import njit


def compile_all(functions):
    """Give the compiled functions by name; each may call only those before it."""
    made = {}
    for one in functions:
        seen = FunctionType(one.__code__, {**one.__globals__, **made}, one.__name__, one.__defaults__)
        made[one.__name__] = njit(seen)
    return made
