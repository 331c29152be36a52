"""The two shapes of the V2H unit: in the words of each ECHONET Lite integration, with what it has and lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .house import UnitMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How an integration shows the unit. `modes`: its words; a mode that it has none for is unknown.

    `plug`: not connected, ready. `grid`: with it, without. `away_soc`: what is shown of a car that is not there, None to
    go on with the last value. `units`: whether the unit's sensors have a unit of measurement. `set_point`: whether the
    charging power can be set.
    """

    modes: Mapping[UnitMode, str]
    other_options: tuple[str, ...] = ()
    plug: tuple[str, str]
    grid: tuple[str, str]
    away_soc: float | None = None
    units: bool = True
    set_point: bool = True

    def word(self, mode: UnitMode) -> str | None:
        """Return the word for a mode, None for one that it does not know."""
        return self.modes.get(mode)

    def mode(self, word: str) -> UnitMode | None:
        """Return the mode of a word, None for one that the unit of the demo does not have."""
        return next((mode for mode, known in self.modes.items() if known == word), None)


SHAPES: Final[Mapping[str, Shape]] = {
    "echonet_lite": Shape(
        modes={mode: mode.value for mode in UnitMode},
        plug=("not_connected", "chargeable_dischargeable"),
        grid=("reverse_power_flow_not_acceptable", "independent"),
    ),
    "echonetlite": Shape(
        modes={
            UnitMode.CHARGE: "Charge",
            UnitMode.DISCHARGE: "Discharge",
            UnitMode.STANDBY: "Standby",
        },
        other_options=("Other", "Rapid charge", "Test"),
        plug=("Not Connected", "Chargeable and Dischargeable"),
        grid=("Grid connection (reverse flow not acceptable)", "Independent operation"),
        away_soc=255,
        units=False,
        set_point=False,
    ),
}
USUAL: Final = "echonet_lite"
