"""Words for the ear: times without a colon, spans without abbreviations."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from functools import reduce
from typing import Final, override

from ..core.outage.endurance import Lasting
from ..presentation.wording import Wording

# Less than this is said in minutes; a lot of hours is said in days.
_HOUR: Final = 1.0
_MOST_HOURS: Final = 100.0
_EXACT_HOURS: Final = 6.0


class SpokenWording(Wording):
    """The words of one language as they are spoken."""

    def __init__(self, texts: Mapping[str, str], zone: tzinfo, between: str = " ") -> None:
        """Take the texts by Home Assistant's keys of them, and what stands between two sentences."""
        super().__init__(texts, zone)
        self.zone = zone
        self._between = between

    @override
    def moment(self, when: datetime, now: datetime) -> str:
        """Return a time as it is said: of today, of tomorrow or of a weekday."""
        local, today = when.astimezone(self.zone), now.astimezone(self.zone).date()
        key = "spoken_clock" if local.minute else "spoken_clock_full"
        clock = self.text(key, {"hour": str(local.hour), "minute": f"{local.minute:02}"})
        days = (local.date() - today).days
        if days == 0:
            return clock
        if days == 1:
            return self.text("tomorrow_at", {"time": clock})
        if days == -1:
            return self.text("spoken_yesterday_at", {"time": clock})
        return self.text("weekday_at", {"time": clock, "weekday": self.text(f"weekday_{local.weekday()}")})

    @override
    def span(self, lasting: Lasting) -> str:
        """Return hours as they are said: the fewer, the finer."""
        hours = lasting.hours
        if hours < _HOUR:
            span = self.text("spoken_minutes", {"count": f"{10 * round(6 * hours)}"})
        elif hours < _MOST_HOURS:
            count = f"{hours:.1f}".removesuffix(".0") if hours < _EXACT_HOURS else f"{hours:.0f}"
            span = self.text("spoken_hours", {"count": count})
        else:
            span = self.text("span_days", {"count": f"{hours / 24:.0f}"})
        return self.text("span_at_least", {"span": span}) if lasting.outlasts else span

    def joined(self, sentences: Iterable[str]) -> str:
        """Return sentences in a row."""
        return self._between.join(sentences)

    def listed(self, parts: Iterable[str], joint: str = "and") -> str:
        """Return parts of a sentence joined by "and", or by "or"."""
        key = f"spoken_{joint}"
        return reduce(lambda first, second: self.text(key, {"first": first, "second": second}), parts)
