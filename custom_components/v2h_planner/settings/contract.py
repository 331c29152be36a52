"""Whether the storages of a home can charge from its contract at all."""

from dataclasses import dataclass

from ..core.home import GridTerms, Storage, least_contract_kw, never_charges

KEY = "never_charges"


@dataclass(frozen=True, slots=True)
class Excess:
    """A unit that charges at full power or not at all, and takes more than the contract."""

    name: str
    needed_kw: float
    contract_kw: float

    @property
    def placeholders(self) -> dict[str, str]:
        """What the texts with that key speak of."""
        return {
            "name": self.name,
            "needed": f"{self.needed_kw:.2f}".rstrip("0").rstrip("."),
            "contract": f"{self.contract_kw:g}",
        }


def contract_excess(storage: Storage, grid: GridTerms) -> Excess | None:
    """Return how a unit exceeds the contract with the only power it has; None for one that can charge."""
    if grid.contract_kw is None or not never_charges(storage, grid):
        return None
    return Excess(storage.name, least_contract_kw(storage), grid.contract_kw)
