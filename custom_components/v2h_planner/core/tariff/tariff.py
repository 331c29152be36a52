"""A home's tariff: what a kWh from the grid costs, and what one given to it brings."""

from dataclasses import dataclass

from .export_terms import ExportTerms
from .import_terms import MarketTerms, TimeOfUse


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """Prices come from the market, or from a fixed `table`; `terms` are put on either. Yen per kWh."""

    terms: MarketTerms = MarketTerms()
    table: TimeOfUse | None = None
    export: ExportTerms = ExportTerms()
