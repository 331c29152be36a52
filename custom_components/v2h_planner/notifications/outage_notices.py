"""The notice of an outage: how long the energy lasts, and afterwards what it took."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..core.home import Home, StorageKind
from ..core.outage.endurance import Endurance, Gives, Lasting, Outlook, Share
from ..core.outage.log import OutageLog, StorageTake
from ..presentation.wording import Wording
from .notice import Notice, NoticeKind, percent

# How long after its end an outage still has a notice.
OVER_FOR = timedelta(hours=24)
# The sun is left out where it adds less than this.
_LITTLE_HOURS = 0.5
_LITTLE_KWH = 0.05


def outage_notices(
    log: OutageLog, endurance: Endurance | None, home: Home, words: Wording, now: datetime
) -> Iterator[Notice]:
    """Yield the one notice of an outage, while it lasts and for a day after."""
    outage = _OutageNotice(log, home, words, now)
    if log.until is None:
        yield outage.lasting(endurance)
    elif now - log.until < OVER_FOR:
        yield outage.over(log.until)


@dataclass(frozen=True)
class _OutageNotice:
    """Makes the notice of one outage in one language."""

    log: OutageLog
    home: Home
    words: Wording
    now: datetime

    def lasting(self, endurance: Endurance | None) -> Notice:
        """Say how long the energy lasts; each threshold of hours that is crossed is news."""
        title = self.words.text("notice_outage_title")
        lines: list[str] = []
        if endurance is not None:
            if endurance.usable_kwh > _LITTLE_KWH:
                if not endurance.blind:
                    left = {"span": self.words.span(endurance.present.no_sun)}
                    title = self.words.text("notice_outage_left_title", left)
                lines.append(self._outlook("notice_outage_present", endurance.present))
                if endurance.thrifty.load_kw < endurance.present.load_kw:
                    lines.append(self._outlook("notice_outage_thrifty", endurance.thrifty))
            elif not endurance.blind:
                lines.append(self.words.text("notice_outage_empty"))
            if endurance.overloaded and endurance.most_kw > 0:
                powers = {"kw": _power(endurance.present.load_kw), "most": _power(endurance.most_kw)}
                lines.append(self.words.text("notice_outage_overloaded", powers))
            lines += [line for share in endurance.shares if (line := self._share(share))]
        return self._notice("outage", title, lines, rank=len(self.log.told))

    def over(self, until: datetime) -> Notice:
        """Say what it took, and what is left."""
        span = self.words.span(Lasting(hours=self.log.hours))
        times = {"since": self._moment(self.log.since), "until": self._moment(until), "span": span}
        lines = [self.words.text("notice_outage_was", times)]
        lines += [line for take in self.log.storages if (line := self._take(take))]
        if self.log.sun_kwh > _LITTLE_KWH:
            lines.append(self.words.text("notice_outage_sun", {"kwh": f"{self.log.sun_kwh:.1f}"}))
        return self._notice("over", self.words.text("notice_outage_over_title"), lines)

    def _notice(self, phase: str, title: str, lines: list[str], rank: int = 0) -> Notice:
        return Notice(
            kind=NoticeKind.OUTAGE,
            phase=phase,
            title=title,
            message="\n".join(lines) or title,
            # another outage is news, even while the last one still has its notice
            causes=frozenset({self.log.since.isoformat()}),
            rank=rank,
        )

    def _outlook(self, key: str, outlook: Outlook) -> str:
        """Say the hours without the sun and, where that makes a difference, with the sun that is expected."""
        values = {"kw": _power(outlook.load_kw), "span": self.words.span(outlook.no_sun)}
        if outlook.sun.bound - outlook.no_sun.bound < _LITTLE_HOURS or outlook.no_sun.outlasts:
            return self.words.text(key, values)
        return self.words.text(f"{key}_sun", values | {"sun": self.words.span(outlook.sun)})

    def _share(self, share: Share) -> str | None:
        """Say why a storage gives nothing, or what it keeps; None where it gives all."""
        values = {"name": self._name(share.storage_id), "soc": percent(share.kept_soc)}
        match share.gives:
            case Gives.AWAY:
                return self.words.text("notice_is_away", values)
            case Gives.SOC_UNKNOWN:
                return self.words.text("notice_outage_blind", values)
            case Gives.YES | Gives.EMPTY if share.reserve is not None:
                leave = {"leave": self._moment(share.reserve.leave)}
                return self.words.text("notice_outage_reserve", values | leave)
        return None

    def _take(self, take: StorageTake) -> str | None:
        """Say what a storage gave, from which SOC to which; None for one that gave nothing."""
        storage = self.home.storage(take.storage_id) if self._has(take.storage_id) else None
        if storage is None or storage.kind is StorageKind.CHARGER_EV or take.given_kwh < _LITTLE_KWH:
            return None
        values = {"name": storage.name, "kwh": f"{take.given_kwh:.1f}"}
        if take.soc_before is None or take.soc is None:
            return self.words.text("notice_outage_took_kwh", values)
        values |= {"before": percent(take.soc_before), "soc": percent(take.soc)}
        return self.words.text("notice_outage_took", values)

    def _has(self, storage_id: str) -> bool:
        return any(storage.id == storage_id for storage in self.home.storages)

    def _name(self, storage_id: str) -> str:
        return self.home.storage(storage_id).name if self._has(storage_id) else storage_id

    def _moment(self, when: datetime) -> str:
        return self.words.moment(when, self.now)


def _power(kw: float) -> str:
    """Return kW as text, small ones finer."""
    return f"{kw:.1f}" if kw >= 1 else f"{kw:.2f}".removesuffix("0")
