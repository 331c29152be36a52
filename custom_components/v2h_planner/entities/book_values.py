"""Values and attributes of the books' sensors: savings by day, month and year, and what went through the batteries."""

from collections.abc import Callable
from datetime import datetime

from homeassistant.util import dt as dt_util

from ..core.accounting.books import Accounts
from ..core.accounting.sums import Sums
from ..presentation.figures import rounded
from .plan_values import Attributes, View

type Period = Callable[[Accounts], Sums]
type Value = Callable[[View], float | None]


def yesterday(accounts: Accounts) -> Sums:
    """Return the sums of the local day before."""
    return accounts.yesterday


def month(accounts: Accounts) -> Sums:
    """Return the sums of this month."""
    return accounts.month


def year(accounts: Accounts) -> Sums:
    """Return the sums of this year."""
    return accounts.year


def total(accounts: Accounts) -> Sums:
    """Return the sums of all time."""
    return accounts.total


def _accounts(view: View) -> Accounts | None:
    """Return the accounts of the day that is today; those of the day before would count twice in statistics."""
    accounts = view.snapshot.accounts
    if accounts is None or accounts.since is None:
        return None
    return accounts if accounts.day == dt_util.as_local(view.snapshot.at).date() else None


def of(period: Period, value: Callable[[Sums], float | None], digits: int) -> Value:
    """Return a value: a figure of a period, rounded; None before anything of it is metered."""

    def shown(view: View) -> float | None:
        accounts = _accounts(view)
        if accounts is None or (sums := period(accounts)).hours <= 0:
            return None
        number = value(sums)
        return None if number is None else rounded(number, digits)

    return shown


def saved(period: Period) -> Value:
    """Return a value: what was saved in a period, yen."""
    return of(period, lambda sums: sums.saved_yen, 1)


def percent(period: Period, share: Callable[[Sums], float | None]) -> Value:
    """Return a value: a share of a period, in percent."""

    def value(sums: Sums) -> float | None:
        found = share(sums)
        return None if found is None else 100 * found

    return of(period, value, 1)


def details(period: Period) -> Callable[[View], Attributes]:
    """Return attributes: what a period's savings are made of, and how much of it was metered."""

    def shown(view: View) -> Attributes:
        accounts = _accounts(view)
        if accounts is None:
            return {}
        sums = period(accounts)
        return {
            "baseline": accounts.kind.value,
            "cost": rounded(sums.cost_yen, 1),
            "baseline_cost": rounded(sums.base_cost_yen, 1),
            "stored": rounded(sums.stored_yen, 1),
            "would_have_saved": rounded(sums.would_yen, 1),
            "saved_co2_kg": rounded(sums.saved_kg, 2),
            "import_kwh": rounded(sums.import_kwh, 2),
            "export_kwh": rounded(sums.export_kwh, 2),
            "metered_hours": rounded(sums.hours, 2),
            "priced_hours": rounded(sums.priced_hours, 2),
        }

    return shown


def year_details(view: View) -> Attributes:
    """Return the same of the year, and what the batteries gave the house in a sentence."""
    accounts, found = _accounts(view), details(year)(view)
    if accounts is None:
        return found
    given = [b for b in accounts.year.batteries.values() if b.given_kwh > 0]
    if not given:
        return found
    out = sum(one.given_kwh + one.driven_kwh for one in given)
    values = {
        "year": str(accounts.day.year),
        "kwh": f"{accounts.year.discharge_kwh:,.0f}",
        "percent": f"{100 * sum(one.given_kwh for one in given) / out:.0f}",
        "yen": f"{accounts.year.saved_yen:z,.0f}",
    }
    return {**found, "summary": view.words.text("battery_moved", values)}


def month_start(view: View) -> datetime | None:
    """Return when the month began, local time."""
    day = dt_util.as_local(view.snapshot.at)
    return None if _accounts(view) is None else dt_util.start_of_local_day(day.replace(day=1))


def year_start(view: View) -> datetime | None:
    """Return when the year began, local time."""
    day = dt_util.as_local(view.snapshot.at)
    return None if _accounts(view) is None else dt_util.start_of_local_day(day.replace(month=1, day=1))


def throughput(view: View) -> float | None:
    """Return what went in and out of the battery this year, kWh."""
    return of(year, lambda sums: sums.battery(view.id).throughput_kwh, 1)(view)


def cycles(view: View) -> float | None:
    """Return the equivalent cycles since the books began."""
    capacity = view.storage.capacity_kwh if view.storage else 0.0
    return of(total, lambda sums: sums.battery(view.id).cycles(capacity), 2)(view)


def house_share(view: View) -> float | None:
    """Return what share of this year's throughput is due to V2H, percent."""
    return percent(year, lambda sums: sums.battery(view.id).house_share)(view)


def battery_details(view: View) -> Attributes:
    """Return what this year's throughput of the battery is made of, kWh of the battery."""
    if (accounts := _accounts(view)) is None:
        return {}
    own = accounts.year.battery(view.id)
    return {
        "charged_kwh": rounded(own.charged_kwh, 1),
        "given_kwh": rounded(own.given_kwh, 1),
        "driven_kwh": rounded(own.driven_kwh, 1),
    }
