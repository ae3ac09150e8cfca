"""Currencies as people write them, by ISO 4217 code."""

from __future__ import annotations

# ISO 4217, codes in use for trade.
_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT
LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR
NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF
XPF YER ZAR ZMW ZWG
"""
CODES = frozenset(_CODES.split())
_SPELLINGS = {
    "KZT": "₸ тг теңге тенге tenge",
    "RUB": "₽ руб рубль рубля рублей rouble roubles ruble rubles rur",
    "USD": "$ us$ доллар доллара долларов dollar dollars",
    "EUR": "€ евро euro euros еуро",
    "KGS": "сом сомов som soms",
    "UZS": "сум сумов сўм sum",
    "CNY": "¥ юань юаня юаней yuan rmb",
    "BYN": "br",
}
_BY_SPELLING = {name: code for code, names in _SPELLINGS.items() for name in names.split()}


def find_currency(text: str) -> str | None:
    """Give the ISO 4217 code of a code, sign or word, None where it is not known."""
    typed = text.strip().rstrip(".")
    code = typed.upper()
    if code in CODES:
        return code
    return _BY_SPELLING.get(typed.casefold())
