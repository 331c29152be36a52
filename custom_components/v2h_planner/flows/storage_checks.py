"""Checks of a storage's numbers: what cannot be is an error, what hardly anyone means is asked about once."""

from collections.abc import Mapping
from typing import Any

from .. import const as c
from ..core.home import DischargeControl
from ..sources.device_capacity import DeviceCapacity
from .checks import BASE, Problems, Warned

# More kW than these are W, more kWh are Wh: no home has them.
MOST_KW = 100.0
MOST_KWH = 300.0
# More than any unit at a home has, on its AC side: a capacity in kWh, perhaps.
_LARGE_KW = 25.0
# The device and the person may speak of a new battery and an old one, but not of more than that.
_LEAST_SHARE, _MOST_SHARE = 0.7, 1.4


def check_watts(where: str, kilowatts: float | None, problems: Problems, most: float = MOST_KW) -> None:
    """Add an error for a power that is in W where kW are asked for."""
    if kilowatts is not None and kilowatts > most:
        problems.add(where, "looks_like_watts", found=f"{kilowatts:g}", meant=f"{kilowatts / 1000:g}")


def check_capacity(
    kwh: float | None, device: DeviceCapacity | None, problems: Problems, warned: Warned
) -> None:
    """Add an error for none and for Wh; warn of a capacity that the device itself contradicts."""
    if kwh is None:
        problems.add(c.CONF_CAPACITY, "capacity_missing")
    elif kwh > MOST_KWH:
        problems.add(c.CONF_CAPACITY, "looks_like_watt_hours", found=f"{kwh:g}", meant=f"{kwh / 1000:g}")
    elif device is not None and not _LEAST_SHARE <= kwh / device.kwh <= _MOST_SHARE:
        values = {"entity": device.entity_id, "found": f"{device.kwh:.3g}", "capacity": f"{kwh:g}"}
        problems.warn(warned, c.CONF_CAPACITY, "capacity_differs", **values)


def check_powers(form: Mapping[str, Any], problems: Problems) -> None:
    """Check that the limits of SOC and power are in order, and that powers are in kW."""
    more = form[c.CONF_MORE]
    for where in (c.CONF_CHARGE_MAX, c.CONF_DISCHARGE_MAX):
        check_watts(where, form.get(where), problems)
    for where in (c.CONF_CHARGE_MIN, c.CONF_DISCHARGE_MIN):
        check_watts(BASE, more.get(where), problems)
    if form[c.CONF_MIN_SOC] > form[c.CONF_MAX_SOC]:
        problems.add(c.CONF_MIN_SOC, "floor_above_ceiling", found=f"{form[c.CONF_MAX_SOC]:g}")
    if form[c.CONF_STORM] < form[c.CONF_MIN_SOC]:
        problems.add(c.CONF_STORM, "storm_below_floor", found=f"{form[c.CONF_MIN_SOC]:g}")
    if (c.CONF_PACK_YEN in more) is not (c.CONF_CYCLES in more):
        problems.add(BASE, "wear_incomplete")
    if more[c.CONF_CHARGE_MIN] > form[c.CONF_CHARGE_MAX]:
        problems.add(c.CONF_CHARGE_MAX, "min_above_max", found=f"{more[c.CONF_CHARGE_MIN]:g}")
    if more.get(c.CONF_DISCHARGE_MIN, 0) > form.get(c.CONF_DISCHARGE_MAX, 0):
        problems.add(c.CONF_DISCHARGE_MAX, "min_above_max", found=f"{more[c.CONF_DISCHARGE_MIN]:g}")


def question_powers(form: Mapping[str, Any], problems: Problems, warned: Warned) -> None:
    """Warn of what is possible, and hardly meant."""
    floor, ceiling, storm = form[c.CONF_MIN_SOC], form[c.CONF_MAX_SOC], form[c.CONF_STORM]
    more, two_way = form[c.CONF_MORE], c.CONF_DISCHARGE_MAX in form
    if storm < ceiling:
        problems.warn(warned, c.CONF_STORM, "storm_below_ceiling", storm=f"{storm:g}", ceiling=f"{ceiling:g}")
    if floor == ceiling and two_way:
        problems.warn(warned, c.CONF_MIN_SOC, "floor_is_ceiling", found=f"{floor:g}")
    for where in (c.CONF_CHARGE_MAX, c.CONF_DISCHARGE_MAX):
        if (power := form.get(where, 0)) > _LARGE_KW:
            problems.warn(warned, where, "power_large", found=f"{power:g}")
    if (
        two_way
        and form[c.CONF_DISCHARGE_MAX] == 0
        and more[c.CONF_DISCHARGE_CONTROL] != DischargeControl.NONE
    ):
        problems.warn(warned, c.CONF_DISCHARGE_MAX, "never_discharges")
    if 0 < more[c.CONF_OVERHEAD] < 1:
        problems.warn(warned, BASE, "overhead_in_kw", found=f"{more[c.CONF_OVERHEAD]:g}")
