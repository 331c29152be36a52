"""A home's tariff: its import price and its export price."""

from dataclasses import dataclass

from .demand import DemandTerms
from .export_terms import ExportTerms
from .import_terms import MarketTerms, TimeOfUse


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """Prices in yen/kWh. Import prices come from the market, or from a fixed `table`; `terms` apply to either.

    `demand`: the basic charge by the highest half hour, None where it is fixed.
    """

    terms: MarketTerms = MarketTerms()
    table: TimeOfUse | None = None
    export: ExportTerms = ExportTerms()
    demand: DemandTerms | None = None
