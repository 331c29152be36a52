"""The subentry flow of a storage: one page for a new one, or a form of one that is there; then how it is commanded."""

from functools import partial
from typing import Any, override

from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers import entity_registry as er

from .. import const as c
from ..core.readings import FaultKind
from ..presentation.plain_text import printable, unmarked_values
from ..readers.numbers import read_odometer_km, read_power_kw, read_soc
from ..readers.storage import read_connected
from ..readers.text import narrow
from ..readers.units_of_measurement import UNIT_VOLTS
from ..readers.whereabouts import read_at_home
from ..settings.from_entry import degradation_yen_per_kwh, storage_from_forms, trip_rows, weekly_trips
from ..settings.model import Control, ControlKind
from ..sources.device_capacity import async_device_capacity
from ..sources.discovery import async_guess_storage
from ..sources.storage_guess import StorageGuess
from .checks import BASE, Problems
from .roles import async_role_names, home_roles, storage_roles
from .storage_checks import check_capacity, check_powers, question_powers
from .storage_control_found import FoundControlForms
from .storage_found import FOUND, MOST_LETTERS, async_proposed_name, found_schema, from_page, into_page
from .storage_schemas import battery_schema, departures_schema, powers_schema, storage_start
from .storage_trial import TrialForms
from .trip_checks import check_trips, question_trips


class StorageFlow(FoundControlForms, TrialForms):
    """Add a storage by one page about it and one about its commands, or reconfigure one form of it."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Start with what is found in the home."""
        others = self._other_storages().values()
        taken = frozenset(item[c.CONF_BATTERY][c.CONF_SOC_ENTITY] for item in others)
        self._guess = await async_guess_storage(self.hass, self.kind, taken)
        self._answers = storage_start(self.kind, self._guess)
        return await self.async_step_found()

    async def async_step_found(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show what was found of the storage, and ask for what was not."""
        problems = self._problems()
        schema = found_schema(self.kind, self._guess)
        if user_input is not None:
            self._name = _name(user_input)
            answers = from_page(self.kind, user_input)
            await self._check_page({CONF_NAME: user_input[CONF_NAME], **answers[c.CONF_BATTERY]}, problems)
            if c.CONF_CAPACITY in user_input:
                self._answers |= answers
                self._check_powers(answers[c.CONF_POWERS], problems)
            if not problems:
                self._check_choice(answers.get(c.CONF_DEPARTURES, {}), problems)
            if not problems:
                return await self.async_step_control_found()
            problems.show_at(set(map(str, schema.schema)))
        else:
            taken = set(self._other_storages())
            name = await async_proposed_name(self.hass, self.kind, self._guess, taken)
            user_input = into_page(self._answers, name)
        return self._form(FOUND, schema, user_input, problems)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask which form to change; each opens as it was left."""
        subentry = self._get_reconfigure_subentry()
        self._name = subentry.title
        self._answers = {**subentry.data}
        self._guess = StorageGuess(select=subentry.data[c.CONF_CONTROL].get(c.CONF_ENTITY))
        forms = [c.CONF_BATTERY, c.CONF_POWERS, c.CONF_CONTROL]
        if self.kind.is_ev:
            forms.insert(2, c.CONF_DEPARTURES)
        if subentry.data[c.CONF_CONTROL][c.CONF_KIND] != ControlKind.NONE:
            forms.append("try_it")
        return self.async_show_menu(
            step_id="reconfigure",
            menu_options=forms,
            description_placeholders=unmarked_values({"name": self._name}),
        )

    async def async_step_battery(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the battery: name, capacity and the entities that it is read from."""
        problems = self._problems()
        if user_input is not None:
            await self._check_page(user_input, problems)
            if not problems:
                self._name = _name(user_input)
                return await self._answer(
                    c.CONF_BATTERY, {key: item for key, item in user_input.items() if key != CONF_NAME}
                )
        else:
            user_input = self._answers[c.CONF_BATTERY] | ({CONF_NAME: self._name} if self._name else {})
        return self._form(c.CONF_BATTERY, battery_schema(self.kind), user_input, problems)

    async def _check_page(self, form: dict[str, Any], problems: Problems) -> None:
        """Check name, entities and capacity."""
        self._check_battery(form, problems)
        await self._check_roles(form, problems)
        self._question_battery(form, problems)

    def _check_battery(self, form: dict[str, Any], problems: Problems) -> None:
        """Check the name, that nothing is taken, and that the entities can be read."""
        name = _name(form)
        if not name:
            problems.add(CONF_NAME, "name_missing")
        if len(name) > MOST_LETTERS:
            problems.add(CONF_NAME, "name_too_long", found=str(MOST_LETTERS))
        self._check_taken(name, form, problems)
        problems.check_entity(self.hass, form, c.CONF_SOC_ENTITY, read_soc)
        problems.check_entity(self.hass, form, c.CONF_CONNECTED_ENTITY, read_connected)
        problems.check_entity(self.hass, form, c.CONF_POWER_ENTITY, partial(read_power_kw, volts=UNIT_VOLTS))

    def _check_taken(self, name: str, battery: dict[str, Any], problems: Problems) -> None:
        """Check that no other storage has the same name or SOC entity."""
        for title, other in self._other_storages().items():
            if narrow(title).casefold() == narrow(name).casefold():
                problems.add(CONF_NAME, "name_taken", found=title)
            if other[c.CONF_BATTERY][c.CONF_SOC_ENTITY] == battery[c.CONF_SOC_ENTITY]:
                problems.add(c.CONF_SOC_ENTITY, "soc_in_use", entity=battery[c.CONF_SOC_ENTITY], found=title)

    async def _check_roles(self, form: dict[str, Any], problems: Problems) -> None:
        """Check that the power sensor measures nothing else."""
        entry = self._get_entry()
        home = entry.options.get(c.CONF_HOME, {})
        roles = [*home_roles(home, await async_role_names(self.hass)), *storage_roles(entry, self._this())]
        for entity_id, role in roles:
            if entity_id == form.get(c.CONF_POWER_ENTITY):
                problems.add(c.CONF_POWER_ENTITY, "sensor_in_use", entity=entity_id, found=role)

    def _question_battery(self, form: dict[str, Any], problems: Problems) -> None:
        """Ask about a plug that another car has, a capacity that the device contradicts, trips that no longer fit."""
        plug = form.get(c.CONF_CONNECTED_ENTITY)
        for title, other in self._other_storages().items():
            if plug is not None and plug == other[c.CONF_BATTERY].get(c.CONF_CONNECTED_ENTITY):
                problems.warn(self._warned, c.CONF_CONNECTED_ENTITY, "plug_in_use", entity=plug, found=title)
        home = self._get_entry().options.get(c.CONF_HOME, {})
        if not home.get(c.CONF_LOAD_POWER) and not form.get(c.CONF_POWER_ENTITY):
            problems.warn(self._warned, c.CONF_POWER_ENTITY, "power_for_load")
        device = async_device_capacity(self.hass, form[c.CONF_SOC_ENTITY])
        check_capacity(form.get(c.CONF_CAPACITY), device, problems, self._warned)
        if self.source == SOURCE_RECONFIGURE and (capacity := form.get(c.CONF_CAPACITY)) is not None:
            self._question_trips(self._answers[c.CONF_POWERS][c.CONF_MIN_SOC], capacity, problems)

    def _question_trips(self, floor: float, capacity: float, problems: Problems) -> None:
        """Ask about stored trips, which are on another form, that these numbers no longer allow."""
        trips = self._answers.get(c.CONF_DEPARTURES, {})
        question_trips(trips, floor, capacity, problems, self._warned, where=BASE)

    async def async_step_powers(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for powers, SOC limits and details."""
        problems = self._problems()
        if user_input is not None:
            self._check_powers(user_input, problems)
            if not problems:
                return await self._answer(c.CONF_POWERS, user_input)
        else:
            user_input = self._answers[c.CONF_POWERS]
        return self._form(c.CONF_POWERS, powers_schema(self.kind), user_input, problems)

    def _check_powers(self, form: dict[str, Any], problems: Problems) -> None:
        """Check that limits are in order; ask about what is hardly meant, and about trips that no longer fit."""
        check_powers(form, problems)
        if problems:
            return
        # The core has the last word on what a storage may be.
        battery, more = self._answers[c.CONF_BATTERY], form[c.CONF_MORE]
        with problems.noting(BASE):
            storage_from_forms("", self._name, self.kind, battery, form, {}, Control())
        question_powers(form, problems, self._warned)
        self._show_wear(more, battery[c.CONF_CAPACITY], problems)
        chosen = more[c.CONF_CHARGE_CONTROL] != c.AUTO
        if self.source == SOURCE_RECONFIGURE or chosen:  # otherwise it follows from how it is commanded
            problems.warn_excess(self._warned, BASE, self._excess(form, self._answers[c.CONF_CONTROL]))
        if self.source == SOURCE_RECONFIGURE:  # or else nobody has told of a trip yet
            self._question_trips(form[c.CONF_MIN_SOC], battery[c.CONF_CAPACITY], problems)

    def _show_wear(self, more: dict[str, Any], capacity: float, problems: Problems) -> None:
        """Show what the price of a new battery comes to for each kWh, where that is not what is stored."""
        told = {key: more.get(key) for key in (c.CONF_PACK_YEN, c.CONF_CYCLES)}
        stored = self._answers[c.CONF_POWERS].get(c.CONF_MORE, {})
        known = self.source == SOURCE_RECONFIGURE and all(stored.get(key) == told[key] for key in told)
        if None not in told.values() and not known:
            yen = degradation_yen_per_kwh(more, capacity)
            problems.warn(self._warned, BASE, "wear_worked_out", found=f"{yen:.2f}")

    async def async_step_departures(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask how trips are known; for weekly ones: times, SOC target at departure, energy."""
        problems = self._problems()
        floor: float = self._answers[c.CONF_POWERS][c.CONF_MIN_SOC]
        capacity: float = self._answers[c.CONF_BATTERY][c.CONF_CAPACITY]
        if user_input is not None:
            user_input = {**self._further_rows(), **user_input}
            if not user_input.get(c.CONF_ROAD):  # a section that nobody has filled in says nothing
                user_input.pop(c.CONF_ROAD, None)
            self._check_choice(user_input, problems)
            self._check_trip_entities(user_input, problems)
            self._check_road(user_input.get(c.CONF_ROAD, {}), problems)
            check_trips(user_input, capacity, problems, where=BASE)
            if not problems:
                question_trips(user_input, floor, capacity, problems, self._warned, where=BASE)
            if not problems:
                return await self._answer(c.CONF_DEPARTURES, user_input)
        else:
            user_input = self._answers[c.CONF_DEPARTURES]
        return self._form(c.CONF_DEPARTURES, departures_schema(floor, capacity), user_input, problems)

    def _check_trip_entities(self, form: dict[str, Any], problems: Problems) -> None:
        """Check that the calendar is not one of ours, which shows what it would be read from, and the odometer."""
        problems.check_entity(self.hass, form, c.CONF_ODOMETER, read_odometer_km)
        chosen = er.async_get(self.hass).async_get(form.get(c.CONF_TRIPS_CALENDAR, ""))
        if chosen is not None and chosen.platform == c.DOMAIN:
            problems.add(c.CONF_TRIPS_CALENDAR, "own_calendar", entity=chosen.entity_id)

    def _check_road(self, road: dict[str, Any], problems: Problems) -> None:
        """Check that the tracker tells whether the car is at home, and that an own price is there where it counts."""
        words = {FaultKind.UNKNOWN: "tracker_unknown"}
        problems.check_entity(self.hass, road, c.CONF_TRACKER, read_at_home, words)
        if road.get(c.CONF_FAST_CHARGER) == c.CHARGER_OWN and c.CONF_SHORT_YEN not in road:
            problems.add(BASE, "short_yen_missing")
        problems.show_at({c.CONF_TRIPS_FROM, c.CONF_TRIPS_CALENDAR, c.CONF_ODOMETER, BASE})

    def _further_rows(self) -> dict[str, Any]:
        """Return the weekly trips beyond those that the form has: calendar and card have added them."""
        kept = self._answers.get(c.CONF_DEPARTURES, {})
        return {row: kept[row] for row in trip_rows(kept) if row not in c.TRIPS}

    def _check_choice(self, form: dict[str, Any], problems: Problems) -> None:
        """Check that weekly trips are there where they count; ask about those that would not."""
        choice = form.get(c.CONF_TRIPS_FROM)
        told = bool(weekly_trips({**form, c.CONF_TRIPS_FROM: c.TRIPS_WEEKLY}))
        if choice == c.TRIPS_WEEKLY and not told:
            problems.add(c.CONF_TRIPS_FROM, "no_weekly_trips")
        elif choice not in (None, c.TRIPS_WEEKLY) and told:
            problems.warn(self._warned, c.CONF_TRIPS_FROM, "weekly_trips_unused", choice=choice)
        elif (
            choice == c.TRIPS_LEARN
            and not self._answers[c.CONF_BATTERY].get(c.CONF_CONNECTED_ENTITY)
            and not form.get(c.CONF_ROAD, {}).get(c.CONF_TRACKER)
        ):
            problems.warn(self._warned, c.CONF_TRIPS_FROM, "no_plug_to_learn")

    @override
    async def _answer(self, form: str, answer: dict[str, Any]) -> SubentryFlowResult:
        """Keep an answer and finish; when reconfiguring, store it."""
        self._answers = {**self._answers, form: answer}
        if self.source != SOURCE_RECONFIGURE:
            # In another window the same storage may have been added since.
            self._check_taken(self._name, self._answers[c.CONF_BATTERY], problems := self._problems())
            if problems:
                page = into_page(self._answers, self._name)
                return self._form(FOUND, found_schema(self.kind, self._guess), page, problems)
            return await (self.async_step_try_it() if self._try_first else self._async_ready())
        entry = self._get_entry()
        result = self.async_update_and_abort(
            entry, self._get_reconfigure_subentry(), data=self._answers, title=self._name
        )
        if not entry.update_listeners:  # the entry could not be set up: try again with this
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return result


def _name(form: dict[str, Any]) -> str:
    """Return the name as it is seen, on one line."""
    return " ".join(printable(form[CONF_NAME]).split())
