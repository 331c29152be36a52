"""Tomorrow's prices and what the plan makes of them, as a plain sentence. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from ..core.day_prices import DayPrices, PriceSpan, day_prices
from ..core.home import Home
from ..core.pipeline import PipelineInput
from .runs import Action, Run
from .wording import Wording

# So many stretches of one action are named, the largest ones.
_MOST_RUNS: Final = 2
# Less energy than this is not worth a word, kWh.
_LEAST_KWH: Final = 0.1
# In the order in which they are told.
_TOLD: Final = (Action.CHARGE, Action.SURPLUS, Action.DISCHARGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What a storage does tomorrow by the plan; `name`: None where there is but one."""

    name: str | None
    action: Action
    spans: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tomorrow:
    """Tomorrow's prices and the plan's deeds.

    `comes_at`: when the source publishes, None where nobody knows; `came_at`: when the last day of prices came.
    """

    prices: DayPrices
    deeds: tuple[Deed, ...] = ()
    comes_at: datetime | None = None
    came_at: datetime | None = None

    @classmethod
    def of(
        cls,
        inputs: PipelineInput,
        runs: Mapping[str, Sequence[Run]],
        home: Home,
        now: datetime,
        zone: tzinfo,
        comes_at: datetime | None = None,
        came_at: datetime | None = None,
    ) -> Tomorrow:
        """Return what is known of the day after `now`. `runs`: of the plan, by storage id."""
        day = now.astimezone(zone).date() + timedelta(days=1)
        return cls(
            prices=day_prices(inputs.tariff, inputs.published, day, zone),
            deeds=tuple(_deeds(runs, home, day, zone)),
            comes_at=comes_at,
            came_at=came_at,
        )


def _deeds(runs: Mapping[str, Sequence[Run]], home: Home, day: date, zone: tzinfo) -> Iterator[Deed]:
    start, end = (
        datetime.combine(each, time(), zone).astimezone(zone) for each in (day, day + timedelta(days=1))
    )
    for storage in home.storages:
        for action in _TOLD:
            mine = [
                run
                for run in runs.get(storage.id, ())
                if run.action is action
                and run.start.timestamp() < end.timestamp()
                and start.timestamp() < run.end.timestamp()
                and run.energy_kwh >= _LEAST_KWH
            ]
            largest = sorted(mine, key=lambda run: -run.energy_kwh)[:_MOST_RUNS]
            spans = [(max(run.start, start), min(run.end, end)) for run in largest]
            if spans:
                name = storage.name if len(home.storages) > 1 else None
                yield Deed(name=name, action=action, spans=tuple(sorted(spans)))


def tomorrow_sentence(tomorrow: Tomorrow, words: Wording, now: datetime, zone: tzinfo) -> str:
    """Return the sentence, without a full stop."""
    prices = tomorrow.prices
    if not prices.published:
        return _not_yet(tomorrow, words, now)
    text = _prices(prices, words, zone)
    if prices.missing_hours:
        text = words.text(
            "prices_missing", {"text": text, "hours": f"{prices.missing_hours:.1f}".removesuffix(".0")}
        )
    deeds = "" if not tomorrow.deeds else _deed_words(tomorrow.deeds, words, zone)
    return words.text("prices_plan" if deeds else "prices_no_plan", {"text": text, "deeds": deeds})


def _not_yet(tomorrow: Tomorrow, words: Wording, now: datetime) -> str:
    if tomorrow.comes_at is None and tomorrow.came_at is not None:
        clock = words.moment(tomorrow.came_at, tomorrow.came_at)
        return words.text("prices_not_yet_last", {"time": clock})
    if tomorrow.comes_at is None:
        return words.text("prices_not_yet")
    when = {"time": words.moment(tomorrow.comes_at, now)}
    return words.text("prices_not_yet_due" if tomorrow.comes_at > now else "prices_late", when)


def _prices(prices: DayPrices, words: Wording, zone: tzinfo) -> str:
    whole = prices.whole
    assert whole is not None
    if prices.is_flat:
        return words.text("prices_flat", {"yen": _yen(whole.mean, fixed=prices.fixed)})
    cheapest = _named(prices.cheapest, prices, words, zone, least=True)
    dearest = _named(prices.dearest, prices, words, zone, least=False)
    return words.text("prices_hours", {"cheapest": cheapest, "dearest": dearest})


def _named(
    spans: Sequence[PriceSpan], prices: DayPrices, words: Wording, zone: tzinfo, *, least: bool
) -> str:
    """Return the hours and their lowest or highest price, or the only one that they have."""
    lowest, highest = (
        _yen(yen, fixed=prices.fixed)
        for yen in (min(span.least for span in spans), max(span.most for span in spans))
    )
    key = "at" if lowest == highest else "from" if least else "to"
    values = {
        "spans": _join([_span(span.start, span.end, words, zone) for span in spans], words),
        "yen": lowest if least else highest,
    }
    return words.text(f"prices_{key}", values)


def _deed_words(deeds: Sequence[Deed], words: Wording, zone: tzinfo) -> str:
    text = ""
    for deed in deeds:
        spans = _join([_span(*span, words, zone) for span in deed.spans], words)
        told = words.text(f"prices_{deed.action}", {"spans": spans})
        if deed.name is not None:
            told = words.text("prices_of", {"name": deed.name, "text": told})
        text = told if not text else words.text("and_then", {"first": text, "second": told})
    return text


def _join(spans: Sequence[str], words: Wording) -> str:
    text = spans[0]
    for span in spans[1:]:
        text = words.text("evening_and", {"first": text, "second": span})
    return text


def _span(start: datetime, end: datetime, words: Wording, zone: tzinfo) -> str:
    first, last = start.astimezone(zone), end.astimezone(zone)
    # the end of a day is 24:00
    until = "24:00" if last.time() == time() else f"{last.hour}:{last.minute:02}"
    return words.text("prices_span", {"from": f"{first.hour}:{first.minute:02}", "until": until})


def _yen(value: float, *, fixed: bool) -> str:
    """Return a price as people write it: a table's to the sen, a market's to a decimal; none where it is whole."""
    digits = 2 if fixed else 1
    return f"{round(value, digits):z.{digits}f}".rstrip("0").removesuffix(".")
