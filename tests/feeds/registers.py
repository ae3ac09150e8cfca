"""Invented registers in the form of CarGoRuqsat's pages: plates, times and trucks are made up."""

from __future__ import annotations

HEAD = (
    "Пункт пропуска", "Зона ожидания", "ГРНЗ", "Забронированное время", "Статус", "Въезд", "Выезд",
)  # fmt: skip
# Four trucks at Syrym on 19 November 2025: one is inside, one late, one through, one was sent away.
LINES = (
    ("Сырым", "Сырым-1", "111AAA01", "19.11.2025 10:00-11:00", "В очереди", "19.11.2025 09:40", "-"),
    ("Сырым", "Сырым-1", "222BBB02", "19.11.2025 08:00-09:00", "Опоздал", "19.11.2025 09:30:00", ""),
    ("Сырым", "Сырым-1", "333CCC03", "19.11.2025 07:00-08:00", "Пересёк", "06:50 19.11.2025",
     "19.11.2025 09:20"),
    ("Сырым", "Сырым-1", "444DDD04", "2025-11-19 08:00", "Не прошёл проверку", "2025-11-19 07:55",
     "2025-11-19 08:30"),
    ("Сырым", "", "555EEE05", "20.11.2025 10:00-11:00", "В очереди", "", ""),
)  # fmt: skip


def csv(lines=LINES, head=HEAD) -> bytes:
    """Give lines as a CSV."""
    return "\n".join(";".join(one) for one in (head, *lines)).encode()


def page(lines=LINES, head=HEAD) -> bytes:
    """Give lines as a page with a menu, a title above the header, and a line over the whole table."""
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines)
    titles = "".join(f"<th><b>{title}</b></th>" for title in head)
    return (
        "<!DOCTYPE html><html><head><script>var a = '<table>';</script></head><body>"
        "<table><tr><td>Главная<td>Реестр</tr></table>"
        f"<table><tr><th colspan=7>Реестр</th></tr><tr>{titles}</tr>{rows}"
        "<tr><td colspan=7>Всего</td></tr></table></body></html>"
    ).encode()
