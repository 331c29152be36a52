"""Brings a stored state of an earlier version into today's shape. Pure."""

from collections.abc import Iterable
from typing import Any, Final

# Raise the second one with every change of `_MOVES` or `_ADDED`.
VERSION: Final = 1
MINOR_VERSION: Final = 5

# By the minor version that they lead to: a value's old place -> its new one, in order. `*`: any key or item.
_MOVES: Final[dict[int, tuple[tuple[str, str], ...]]] = {
    2: (
        ("kept", "state"),
        ("state.delivered", "state.charge_rates"),
        ("state.shadow", "state.counterfactual"),
        ("state.told", "state.sent_notices"),
        ("state.prices", "state.publications.prices"),
        ("state.prices_from", "state.publications.prices_from"),
        ("state.solar", "state.publications.solar"),
        ("state.solar_from", "state.publications.solar_from"),
        ("state.plan.grid", "state.plan.horizon"),
        ("state.counterfactual.plan.grid", "state.counterfactual.plan.horizon"),
        ("state.jma.picture", "state.jma.bulletin"),
    ),
}

# By the minor version that brought them: fields, as `Class.field`, that no file of an earlier one has. A field of
# `runtime/restoring.py`'s `PARTED` that is missing otherwise was lost.
_ADDED: Final[dict[int, frozenset[str]]] = {
    2: frozenset({"PersistentState.soc_estimates"}),
    3: frozenset(
        {"PersistentState.orders", "PersistentState.pauses", "PersistentState.relays", "TripLog.arrivals"}
    ),
    4: frozenset({"PersistentState.skipped"}),
    5: frozenset(
        {
            "PersistentState.evening",
            "PersistentState.peaks",
            "PersistentState.recalled",
            "PublicationLog.prices_came",
            "TripLog.pulled",
        }
    ),
}


def added_since(minor_version: int) -> frozenset[str]:
    """Return the fields that a file of that minor version cannot have."""
    return frozenset[str]().union(*(names for version, names in _ADDED.items() if version > minor_version))


def migrate(data: Any, minor_version: int) -> Any:
    """Return `data` of that minor version in today's shape; what it does not have, or has amiss, is skipped."""
    for version in sorted(_MOVES):
        if version > minor_version:
            for old, new in _MOVES[version]:
                move(data, old.split("."), new.split("."))
    return data


def move(node: Any, old: list[str], new: list[str]) -> None:
    """Walk down while both places are the same; take the value out of the one and put it into the other."""
    if len(old) > 1 and len(new) > 1 and old[0] == new[0]:
        for child in _children(node, old[0]):
            move(child, old[1:], new[1:])
    elif (source := _parent(node, old)) is not None and old[-1] in source:
        value = source.pop(old[-1])
        for key in new[:-1]:
            node = node.setdefault(key, {}) if isinstance(node, dict) else None
        if isinstance(node, dict):
            node[new[-1]] = value


def _children(node: Any, key: str) -> Iterable[Any]:
    if key == "*":
        return node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return (node[key],) if isinstance(node, dict) and key in node else ()


def _parent(node: Any, path: list[str]) -> dict[str, Any] | None:
    for key in path[:-1]:
        node = node.get(key) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else None
