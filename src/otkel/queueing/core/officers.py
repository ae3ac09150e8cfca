"""Officers at work, and orders that hold while a line is long or short."""

from __future__ import annotations

NOT_SET = -1.0


def at_work(by_shift: int, fixed: float, share: float) -> int:
    """Give how many trucks a stage serves at once.

    `by_shift`: as the shift says; `fixed`: as was ordered in its place (`NOT_SET`: nothing was); `share`: of
    that number, 1: all of it. Rounded to the nearest, but at least 1 where neither number nor share is 0.
    """
    number = by_shift
    if fixed != NOT_SET:
        number = int(fixed)
    if number == 0 or share == 0.0:
        return 0
    made = int(number * share + 0.5)
    return made if made > 0 else 1


def still_holds(held: bool, in_line: int, begins: int, ends: int, is_above: bool) -> bool:
    """Tell whether an order that follows the line holds now.

    Above: it begins once more than `begins` trucks stand in line, and ends once `ends` or fewer do. Else: it
    begins once fewer than `begins` do, and ends once `ends` or more do.
    """
    if is_above:
        return in_line > (ends if held else begins)
    return in_line < (ends if held else begins)
