"""Which paper is meant by the name that another house writes for it.

A document of the customs names its enclosures in words and by a code of a classifier. The words decide: the
table of codes is not among the project's sources, and a code is never guessed at. A name that fits no kind,
or more than one, tells nothing.
"""

from __future__ import annotations

import re

from otkel.facts.documents import DocumentKind

# Parts of names in capitals, each ending a word or beginning one as written; looked for from the top.
_NAMES: tuple[tuple[DocumentKind, str], ...] = (
    (DocumentKind.CERTIFICATE_OF_ORIGIN, r"СТ-?\s?1|ST-?\s?1"),
    (DocumentKind.CERTIFICATE_OF_ORIGIN, r"СЕРТИФИКАТ\w* О ПРОИСХОЖДЕНИИ|CERTIFICATE OF ORIGIN"),
    (DocumentKind.CONFORMITY, r"(?:СЕРТИФИКАТ|ДЕКЛАРАЦИ)\w* (?:О )?СООТВЕТСТВИ\w*"),
    (DocumentKind.CONFORMITY, r"(?:CERTIFICATE|DECLARATION) OF CONFORMITY"),
    (DocumentKind.PHYTOSANITARY, r"ФИТОСАНИТАРН\w*|PHYTOSANITARY"),
    (DocumentKind.VETERINARY, r"ВЕТЕРИНАРН\w*|VETERINARY"),
    (DocumentKind.TRANSIT_DECLARATION, r"ТРАНЗИТН\w* ДЕКЛАРАЦИ\w*|TRANSIT DECLARATION"),
    (DocumentKind.GOODS_DECLARATION, r"ДЕКЛАРАЦИ\w* НА ТОВАРЫ|GOODS DECLARATION"),
    (DocumentKind.PACKING_LIST, r"УПАКОВОЧН\w* ЛИСТ\w*|PACKING LIST"),
    (DocumentKind.INVOICE, r"ИНВОЙС\w*|СЧ[ЕЁ]Т\w*-ФАКТУР\w*|INVOICE"),
    (DocumentKind.CONTRACT, r"КОНТРАКТ(?:А|У|ОМ|Ы)?|ДОГОВОР(?:А|У|ОМ|Ы)?|CONTRACT"),
    (DocumentKind.CMR, r"CMR|ЦМР|МЕЖДУНАРОДН\w* ТОВАРНО-ТРАНСПОРТН\w* НАКЛАДН\w*"),
    (DocumentKind.ETTN, r"ЭТТН|ETTN"),
    (DocumentKind.SNT, r"СНТ|SNT"),
)  # fmt: skip
_KINDS = tuple((kind, re.compile(rf"(?<!\w)(?:{names})(?!\w)")) for kind, names in _NAMES)
NAME_LIMIT = 250  # characters, as the customs' forms allow
# In a name of these two the other paper is only referred to: "инвойс к контракту", "приложение к договору".
_REFERRED = re.compile(r"\s(?:К|ПО|TO|FOR|UNDER)\s.*")


def kind_of_paper(name: str) -> DocumentKind | None:
    """Give the kind a name means; None where it means none that the rules ask for, or several."""
    head = _REFERRED.sub("", " ".join(name[:NAME_LIMIT].upper().split()))
    found = {kind for kind, pattern in _KINDS if pattern.search(head)}
    return found.pop() if len(found) == 1 else None
