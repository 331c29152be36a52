"""A home's tariff: its import price and its export price."""

from dataclasses import dataclass

from .export_terms import ExportTerms
from .import_terms import MarketTerms, TimeOfUse


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """Import prices from the market, or from a fixed `table`, with `terms` on top of either; export prices. Yen per kWh."""

    terms: MarketTerms = MarketTerms()
    table: TimeOfUse | None = None
    export: ExportTerms = ExportTerms()
