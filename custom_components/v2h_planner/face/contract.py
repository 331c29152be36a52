"""What a card is told: the same types as `card/src/face.ts`, which says what each field means.

Powers in kW, energies in kWh, SOC in percent, money in yen, times as ISO 8601 in UTC. A test compares the two files.
"""

from typing import Literal, TypedDict


class StorageFacts(TypedDict):
    """What does not change of a storage while a home runs."""

    id: str
    name: str
    kind: str
    device_id: str | None
    capacity_kwh: float
    min_soc: float
    max_soc: float
    can_discharge: bool
    km_per_kwh: float | None
    safe: str | None
    entities: dict[str, str]


class HomeFacts(TypedDict):
    """What does not change of a home while it runs. Rights are those of the user who looks."""

    entry_id: str
    name: str
    card: str
    time_zone: str
    has_pv: bool
    fixed_price: float | None
    limit_kw: float | None
    storages: list[StorageFacts]
    entities: dict[str, str]
    may_control: bool
    may_edit: bool


class Next(TypedDict):
    """The next run in which energy flows."""

    action: str
    start: str
    energy_kwh: float
    soc_end: float


class StorageNow(TypedDict):
    """What a storage does now, and why."""

    id: str
    action: str
    power_kw: float | None
    until: str | None
    soc: float | None
    plugged: bool | None
    why: str
    standing: str
    standing_until: str | None
    charging_now: bool
    disobeys: bool
    next: Next | None


class Now(TypedDict):
    """What matters at this moment."""

    at: str
    mode: str
    former_mode: str | None
    control: bool
    outage: bool
    storm: str | None
    price: float | None
    pv_kw: float | None
    load_kw: float | None
    grid_kw: float | None
    saved_today: float | None
    cost_today: float | None
    backup_h: float | None
    backup_at_least: bool
    thrifty_h: float | None
    storages: list[StorageNow]


type BannerKind = Literal[
    "outage",
    "storm",
    "hands_off",
    "paused",
    "dry_run",
    "no_plan",
    "old_plan",
    "shortfall",
    "fault",
    "disobeys",
]
type Tone = Literal["alarm", "warning", "info"]
type Offer = Literal["ignore_storm", "heed_storm", "take_back", "resume", "control_on", "replan", "repairs"]


class Banner(TypedDict):
    """Something that stands above everything else, and what a person can do about it."""

    kind: BannerKind
    tone: Tone
    title: str
    text: str
    source: str | None
    storage_id: str | None
    offers: list[Offer]


class StoragePart(TypedDict):
    """One storage in one slot of the plan."""

    action: str
    charge: float
    discharge: float
    soc: float
    why: str
    likely: bool
    presence: float


# "import" is a word of Python.
PlanSlot = TypedDict(
    "PlanSlot",
    {
        "start": str,
        "end": str,
        "price": float,
        "export_price": float,
        "known": bool,
        "co2": float,
        "pv": float,
        "load": float,
        "import": float,
        "export": float,
        "cost": float,
        "storages": dict[str, StoragePart],
    },
)


class Target(TypedDict):
    """An SOC that a storage is to have."""

    storage_id: str
    kind: str
    by: str
    soc: float


class StormSpan(TypedDict):
    """A storm as the plan knows it."""

    onset: str | None
    until: str


class GridEvent(TypedDict):
    """A DR or VPP window."""

    start: str
    end: str
    kind: str


class Plan(TypedDict):
    """The whole plan, with a sentence for each slot and storage."""

    made_at: str
    mode: str
    cost_yen: float
    co2_kg: float
    priced: bool
    degraded: bool
    slots: list[PlanSlot]
    targets: list[Target]
    storm: StormSpan | None
    grid_events: list[GridEvent]


class Trip(TypedDict):
    """A trip with its true times."""

    id: str
    storage_id: str
    kind: Literal["announced", "weekly", "calendar", "learned"]
    leave: str
    back: str
    soc: float | None
    energy_kwh: float
    planned_soc: float | None
    enough: bool | None
    skipped: bool
    changed: bool


class Evening(TypedDict):
    """A question about tomorrow that stands."""

    storage_id: str
    day: str
    question: str
    usual: bool
    leave: str | None
    back: str | None
    km: float | None


class StoragePast(TypedDict):
    """One storage in one half hour, as metered."""

    charge: float
    discharge: float
    soc: float | None
    plugged: bool


PastSlot = TypedDict(
    "PastSlot",
    {
        "start": str,
        "price": float | None,
        "pv": float | None,
        "load": float | None,
        "import": float | None,
        "export": float | None,
        "storages": dict[str, StoragePast],
    },
)


class Face(TypedDict):
    """Everything; a message holds what has changed of it."""

    home: HomeFacts
    now: Now
    banners: list[Banner]
    plan: Plan | None
    trips: list[Trip]
    evening: list[Evening]
    past: list[PastSlot]


class FaceMessage(TypedDict, total=False):
    """What has changed of a face."""

    home: HomeFacts
    now: Now
    banners: list[Banner]
    plan: Plan | None
    trips: list[Trip]
    evening: list[Evening]
    past: list[PastSlot]


class Price(TypedDict):
    """What a target costs more."""

    soc: float
    more_yen: float


class Preview(TypedDict):
    """The plan as it would be."""

    plan: Plan
    cost_yen: float
    more_yen: float
    more_co2_kg: float
    reached_soc: float | None
    curve: list[Price]


class StormOutlook(TypedDict):
    """What being ready for a storm costs more than not to be; `expected`: one is, otherwise it is supposed."""

    expected: bool
    by: str
    more_yen: float


class ModeOutlook(TypedDict):
    """What a mode would come to over the next 24 h."""

    mode: str
    cost_yen: float
    co2_kg: float
    backup_h: float | None
