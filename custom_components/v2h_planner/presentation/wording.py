"""Reasons, hazards and times in words of one language; the texts are in translations/*.json, category `common`."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from functools import reduce

from ..const import DOMAIN
from ..core.hazard import Certainty, Hazard, HazardKind
from ..core.outage.endurance import Lasting
from ..core.plan import Reason
from ..readers.jma import SOURCE as JMA
from .plain_text import unmarked, unmarked_values

# How the numbers of a reason are written, by their names in `core.plan.ReasonCode`.
_PERCENT = frozenset({"soc"})
# Digits of a typhoon's number: the year's last two, then its own.
_TYPHOON_NUMBER = 4
# In kg of CO2, where a sentence is about that: what stored energy spares stands beside them in the same unit.
_CARBON = frozenset({"co2", "later_co2", "value"})


class Wording:
    """The words of one language, for readers in one time zone."""

    def __init__(self, texts: Mapping[str, str], zone: tzinfo) -> None:
        """Take the texts by Home Assistant's keys of them."""
        self._texts = texts
        self._zone = zone

    def reason(self, reason: Reason, now: datetime, *, later: bool = False, likely: bool = False) -> str:
        """Return a reason as a sentence; of a `later` slot in the future, and only for the case where it is `likely`."""
        fine = _CARBON if "co2" in reason.numbers else frozenset[str]()
        values = {name: _number(name, value, fine) for name, value in reason.numbers.items()}
        values |= {name: self.moment(when, now) for name, when in reason.times.items()}
        sentence = self.text(f"reason_{reason.code}{'_later' if later else ''}", values)
        return self.text("if_at_home", {"reason": sentence}) if likely else sentence

    def moment(self, when: datetime, now: datetime) -> str:
        """Return a time as one of today, of tomorrow or of a weekday."""
        local, today = when.astimezone(self._zone), now.astimezone(self._zone).date()
        days = (local.date() - today).days
        clock = f"{local.hour}:{local.minute:02}"
        if days == 0:
            return clock
        if days == 1:
            return self.text("tomorrow_at", {"time": clock})
        return self.text("weekday_at", {"time": clock, "weekday": self.text(f"weekday_{local.weekday()}")})

    def span(self, lasting: Lasting) -> str:
        """Return hours as text: the fewer, the finer."""
        hours = lasting.hours
        if hours < 1:
            span = self.text("span_minutes", {"count": f"{10 * round(6 * hours)}"})
        elif hours < 100:
            count = f"{hours:.1f}".removesuffix(".0") if hours < 6 else f"{hours:.0f}"
            span = self.text("span_hours", {"count": count})
        else:
            span = self.text("span_days", {"count": f"{hours / 24:.0f}"})
        return self.text("span_at_least", {"span": span}) if lasting.outlasts else span

    def hazard(self, hazard: Hazard) -> str:
        """Return a hazard's name: the official one of JMA's, otherwise what its source calls it."""
        if hazard.source != JMA and hazard.name:
            return unmarked(hazard.name)
        official = self._known(f"hazard_{hazard.kind}_{hazard.severity.key}")
        kind = self.text(f"hazard_{hazard.kind}")
        if hazard.in_force:
            if hazard.kind is HazardKind.UNKNOWN and hazard.name:
                return unmarked(hazard.name)
            if hazard.kind is HazardKind.FLOOD and hazard.name:  # the river's
                return self.text("hazard_of", {"hazard": official or kind, "name": hazard.name})
            return official or unmarked(hazard.name) or kind
        if hazard.certainty is Certainty.EXPECTED:
            key = "hazard_expected_kind" if official is None else "hazard_expected"
            return self.text(key, {"hazard": official or kind})
        if hazard.kind is HazardKind.WIND and hazard.name:  # the typhoon's
            return self._typhoon(hazard.name)
        return self.text(f"hazard_{hazard.certainty.name.lower()}", {"hazard": kind})

    def _typhoon(self, name: str) -> str:
        """Return its area by its number of the year, of which people speak; one without a number by its name."""
        if len(name) == _TYPHOON_NUMBER and name.isdecimal():
            return self.text("hazard_typhoon_number", {"number": str(int(name[-2:]))})
        return self.text("hazard_typhoon", {"name": name})

    def hazards(self, hazards: Iterable[Hazard]) -> str:
        """Return the names of all hazards in a row, each once."""
        names = dict.fromkeys(self.hazard(hazard) for hazard in hazards)
        return reduce(self._and_then, names) if names else ""

    def text(self, key: str, values: Mapping[str, str] | None = None) -> str:
        """Return one text; its key where the translation lacks it. No value becomes markup in it."""
        text = self._known(key)
        if text is None:
            return key
        try:
            return text.format_map(unmarked_values(values or {}))
        except KeyError, ValueError, IndexError:
            return text

    def _and_then(self, first: str, second: str) -> str:
        return self.text("and_then", {"first": first, "second": second})

    def _known(self, key: str) -> str | None:
        return self._texts.get(f"component.{DOMAIN}.common.{key}")


def _number(name: str, value: float, fine: frozenset[str]) -> str:
    if name in _PERCENT:
        return f"{100 * value:z.0f}%"
    if name == "yen":
        return f"{value:z,.0f}"
    if name == "power" and 0.0 < value < 0.05:
        return "0.1"  # nothing happens at 0.0 kW
    return f"{value:z.2f}" if name in fine else f"{value:z.1f}"
