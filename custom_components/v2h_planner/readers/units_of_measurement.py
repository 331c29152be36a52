"""Units of measurement, as texts, in the core's units. A text that is not in a table is a fault, not a guess."""

from dataclasses import dataclass
import re
from typing import Final

from .text import MOST_CHARACTERS, compact

# to kW. Case counts: mW is not MW. Apparent power (VA) is not power.
POWER: Final = {"mW": 1e-6, "W": 1e-3, "w": 1e-3, "kW": 1.0, "KW": 1.0, "kw": 1.0, "MW": 1e3}
# to kWh
ENERGY: Final = {"Wh": 1e-3, "wh": 1e-3, "kWh": 1.0, "KWh": 1.0, "kwh": 1.0, "MWh": 1e3}
# to A; dA, tenths, is how ECHONET Lite counts it
CURRENT: Final = {"mA": 1e-3, "A": 1.0, "dA": 0.1}
# What a current in a home flows at: vehicles and batteries in Japan are connected to one phase of 200 V.
UNIT_VOLTS: Final = 200.0
# Integrations whose numbers have no unit of measurement, and which it is.
UNITLESS: Final = {"wallbox": "A"}
# to kg/kWh; Electricity Maps says gCO2eq/kWh
CARBON: Final = {
    "g/kwh": 1e-3,
    "gco2/kwh": 1e-3,
    "gco2eq/kwh": 1e-3,
    "gco2e/kwh": 1e-3,
    "g-co2/kwh": 1e-3,
    "kg/kwh": 1.0,
    "kgco2/kwh": 1.0,
    "kgco2eq/kwh": 1.0,
    "kg-co2/kwh": 1.0,
    "kg/mwh": 1e-3,
    "t/mwh": 1.0,
    "tco2/mwh": 1.0,
}
# to km
LENGTH: Final = {"km": 1.0, "m": 1e-3, "mi": 1.609344}
# to a fraction
PERCENT: Final = {"%": 0.01}

# Money, to the currency's main unit, and which currency that is (None: a hundredth of something).
_MONEY: Final[dict[str, tuple[float, str | None]]] = {
    "jpy": (1.0, "JPY"),
    "yen": (1.0, "JPY"),
    "円": (1.0, "JPY"),
    "¥": (1.0, "JPY"),
    "sen": (0.01, "JPY"),
    "銭": (0.01, "JPY"),
    "eur": (1.0, "EUR"),
    "€": (1.0, "EUR"),
    "gbp": (1.0, "GBP"),
    "£": (1.0, "GBP"),
    "p": (0.01, "GBP"),
    "pence": (0.01, "GBP"),
    "aud": (1.0, "AUD"),
    "usd": (1.0, "USD"),
    "$": (1.0, None),
    "sek": (1.0, "SEK"),
    "nok": (1.0, "NOK"),
    "dkk": (1.0, "DKK"),
    "kr": (1.0, None),
    "chf": (1.0, "CHF"),
    "pln": (1.0, "PLN"),
    "öre": (0.01, "SEK"),
    "øre": (0.01, None),
    "ore": (0.01, None),
    "c": (0.01, None),
    "ct": (0.01, None),
    "cent": (0.01, None),
    "cents": (0.01, None),
    "¢": (0.01, None),
}
_PER: Final = {"kwh": 1.0, "mwh": 1e-3, "wh": 1e3}
# What people add to a unit: with or without tax. It is no part of it.
_TAX: Final = r"税込み?|税抜き?|税別|内税|外税|消費税込み?|(?:incl?|excl?|inkl|exkl)\.?(?:vat|tax|mwst|btw|moms)?|brutto|netto"
_NOTE: Final = re.compile(
    rf"[(\[【][^)\]】]{{0,20}}(?:{_TAX}|税|tax|vat)[^)\]】]{{0,20}}[)\]】]|^(?:{_TAX})|[,・、]?(?:{_TAX})$"
)
# Other ways to write a kWh, and "per".
_SPELLINGS: Final = (("キロワット時", "kwh"), ("キロワットアワー", "kwh"), ("毎", "/"), ("per", "/"))
_DOTS: Final = re.compile(r"(?<=w)[·・⋅.*](?=h)|(?<=/)1(?=k)")


@dataclass(frozen=True, slots=True)
class PriceUnit:
    """How a price is stated: `factor` x value = main currency unit per kWh."""

    factor: float = 1.0
    currency: str | None = None


def power_factor(unit: str, volts: float | None = UNIT_VOLTS, phases: int = 1) -> float | None:
    """Return what turns a number of this unit into kW, a current by `volts` of each phase; None for any other unit."""
    unit = compact(unit)
    if unit in CURRENT and volts is not None:
        return CURRENT[unit] * volts * phases * POWER["W"]
    return POWER.get(unit)


def carbon_factor(text: str | None) -> float | None:
    """Return how many kg/kWh one of this unit is, None where the text is no carbon intensity."""
    return CARBON.get(compact(text or "").casefold())


def price_unit(text: str | None) -> PriceUnit | None:
    """Return the unit of a price, None where the text is not one.

    No text at all, and a currency alone (all that HA's `monetary` device class allows), are per kWh.
    """
    words = _NOTE.sub("", compact(text or "").casefold())
    for spelling, usual in _SPELLINGS:
        words = words.replace(spelling, usual)
    words = _DOTS.sub("", words)
    if not words:
        return None if text and len(text) > MOST_CHARACTERS else PriceUnit()
    money, _, energy = words.partition("/")
    known = _MONEY.get(money)
    per = 1.0 if not energy else _PER.get(energy)
    if known is None or per is None:
        return None
    factor, currency = known
    return PriceUnit(factor * per, currency)
