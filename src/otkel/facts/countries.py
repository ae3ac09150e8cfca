"""Countries as people write them: two letters, three letters, or a name of the region's states."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches

# ISO 3166-1, officially assigned two-letter codes.
_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
CODES = frozenset(_CODES.split())
# Other spellings of the states a truck of this region meets: ISO three letters, names, plate signs.
_SPELLINGS = {
    "AF": "AFG Afghanistan Афганистан Ауғанстан",
    "AM": "ARM Armenia Армения",
    "AZ": "AZE Azerbaijan Азербайджан Әзербайжан Әзірбайжан",
    "BY": "BLR Belarus Беларусь Белоруссия Белорусь",
    "CN": "CHN China Китай КНР Қытай",
    "DE": "DEU Germany Германия",
    "EE": "EST Estonia Эстония",
    "FI": "FIN Finland Финляндия",
    "GE": "GEO Georgia Грузия",
    "IR": "IRN Iran Иран",
    "KG": "KGZ KGS Kyrgyzstan Kirghizia Кыргызстан Киргизия Қырғызстан Kyrgyz_Republic Кыргызская_Республика",
    "KZ": "KAZ Kazakhstan Казахстан Қазақстан Qazaqstan Республика_Казахстан Қазақстан_Республикасы РК ҚР",
    "LT": "LTU Lithuania Литва",
    "LV": "LVA Latvia Латвия",
    "MD": "MDA Moldova Молдова Молдавия",
    "MN": "MNG Mongolia Монголия Моңғолия",
    "PL": "POL Poland Польша",
    "RU": "RUS Russia Россия Ресей Russian_Federation Российская_Федерация РФ Ресей_Федерациясы",
    "TJ": "TJK Tajikistan Таджикистан Тәжікстан",
    "TM": "TKM Turkmenistan Туркменистан Түрікменстан Туркмения",
    "TR": "TUR Turkey Türkiye Turkiye Турция Түркия",
    "UA": "UKR Ukraine Украина",
    "UZ": "UZB Uzbekistan Узбекистан Өзбекстан",
}
_BY_SPELLING = {
    name.replace("_", " ").casefold(): code for code, names in _SPELLINGS.items() for name in names.split()
}

# Members of the Schengen area, and the first day from which a stay there counts as one in the area.
_ALWAYS = date(2008, 12, 12)
_LONG_MEMBERS = "AT BE CH CZ DE DK EE ES FI FR GR HU IS IT LT LU LV MT NL NO PL PT SE SI SK"
SCHENGEN_SINCE: dict[str, date] = {
    **dict.fromkeys(_LONG_MEMBERS.split(), _ALWAYS),
    "LI": date(2011, 12, 19),
    "HR": date(2023, 1, 1),
    "BG": date(2024, 3, 31),
    "RO": date(2024, 3, 31),
}


def territory_of(country: str, on: date) -> str:
    """Give the territory in which days of stay are counted: `EU` for a member of the Schengen area."""
    since = SCHENGEN_SINCE.get(country)
    return "EU" if since is not None and since <= on else country


def find_country(text: str) -> str | None:
    """Give the ISO 3166 two-letter code of a code or name, None where it is not known.

    `EU` stands for the Schengen area as a whole and is given back as it is.
    """
    typed = " ".join(text.split())
    code = typed.upper()
    if code in CODES or code == "EU":
        return code
    return _BY_SPELLING.get(typed.casefold())


def name_of_country(code: str) -> str:
    """Give the English name of a state of the region; the code itself for every other."""
    names = _SPELLINGS.get(code, "").split()
    return next((name.replace("_", " ") for name in names if not name.isupper()), code)


def find_nearest_country(text: str) -> str | None:
    """Give the code a mistyped code or name was probably meant to be."""
    typed = " ".join(text.split()).casefold()[:40]
    if typed == "uk":
        return "GB"
    near = get_close_matches(typed, _BY_SPELLING, n=1, cutoff=0.7)
    return _BY_SPELLING[near[0]] if near else None
