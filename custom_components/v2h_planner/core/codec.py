"""Dataclasses to JSON values and back, by their type hints: for storage and diagnostics."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Any, TypeAliasType, Union, get_args, get_origin, get_type_hints

import numpy as np

type Json = None | bool | int | float | str | list[Json] | dict[str, Json]


def encode(value: object) -> Json:
    """Return anything our dataclasses hold as JSON values; times as ISO 8601, time spans as seconds."""
    if isinstance(value, Enum):
        return encode(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, np.ndarray):
        return encode(value.tolist())
    if is_dataclass(value):
        return {field.name: encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(encode(key)): encode(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    if isinstance(value, frozenset | set):
        return [encode(item) for item in sorted(value)]
    raise TypeError(f"cannot encode {type(value).__name__}")


def decode[T](cls: type[T], data: Json) -> T:
    """Return the dataclass that `data` encodes; one of `UNREADABLE` is raised when it does not fit."""
    result: T = _decode(cls, data)
    return result


# What is raised for data that does not fit: of another shape, or of values that cannot be.
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """Reads what can be read of damaged data.

    `parted`: dataclasses whose fields mean something by themselves; any other is read as a whole or not at all.
    `new`: fields that the data's writer did not know yet, as `Class.field`; one that is missing is no damage.
    """

    parted: frozenset[type]
    new: frozenset[str] = frozenset()

    def fields[T](self, cls: type[T], data: Json, fallback: T) -> tuple[T, frozenset[str]]:
        """Return what can be read, the rest as in `fallback`; and the fields of which something is lost."""
        values: dict[str, Any] = {}
        lost = set[str]()
        known = data if isinstance(data, dict) else {}
        dataclass_type: Any = cls
        for name, hint in _hints(dataclass_type).items():
            values[name] = getattr(fallback, name)
            if name not in known:
                whole = isinstance(data, dict) and f"{cls.__name__}.{name}" in self.new
            else:
                values[name], whole = self._field(hint, known[name], values[name])
            if not whole:
                lost.add(name)
        try:
            return cls(**values), frozenset(lost)
        except UNREADABLE:  # what was read does not fit together
            return fallback, frozenset(values)

    def _field(self, hint: Any, data: Json, fallback: Any) -> tuple[Any, bool]:
        """Return one field's value, and whether nothing of it is lost. An item that cannot be read goes alone."""
        origin, args = get_origin(hint), get_args(hint)
        try:
            if hint in self.parted:
                value, lost = self.fields(hint, _checked(data, dict), fallback)
                return value, not lost
            if origin in (dict, Mapping):
                return self._items(args[0], args[1], _checked(data, dict))
            if origin is tuple and args[-1] is Ellipsis:
                items, whole = self._items(int, args[0], dict(enumerate(_checked(data, list))))
                return tuple(items.values()), whole
            return _decode(hint, data), True
        except UNREADABLE:
            return fallback, False

    def _items(self, key_hint: Any, hint: Any, data: Mapping[Any, Json]) -> tuple[dict[Any, Any], bool]:
        read, whole = dict[Any, Any](), True
        for key, item in data.items():
            value, item_whole = self._field(hint, item, _LOST)
            whole = whole and item_whole
            if value is not _LOST:
                read[_decode(key_hint, key)] = value
        return read, whole


_LOST: Any = object()


def _checked(data: Any, kind: type | UnionType) -> Any:
    """Return data of that kind of JSON value; TypeError for another one: `"no"` is no truth, `"abc"` no list."""
    if not isinstance(data, kind) or (isinstance(data, bool) and kind is not bool):
        raise TypeError(f"{type(data).__name__} is no {kind}")
    return data


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _decode(hint: Any, data: Any) -> Any:
    if isinstance(hint, TypeAliasType):
        return _decode(hint.__value__, data)
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return None if data is None else _decode(next(arg for arg in args if arg is not NoneType), data)
    if origin is not None:
        return _decode_collection(origin, args, data)
    if is_dataclass(hint) and isinstance(hint, type):
        known, data = _hints(hint), _checked(data, dict)
        return hint(**{f.name: _decode(known[f.name], data[f.name]) for f in fields(hint) if f.name in data})
    return _decode_scalar(hint, data)


def _decode_collection(origin: Any, args: tuple[Any, ...], data: Any) -> Any:
    if origin in (dict, Mapping):
        items = _checked(data, dict).items()
        return {_decode(args[0], key): _decode(args[1], item) for key, item in items}
    if origin is np.ndarray:
        return np.array(data)
    items = _checked(data, list)
    if origin is tuple and args[-1] is not Ellipsis:
        return tuple(_decode(arg, item) for arg, item in zip(args, items, strict=True))
    return origin(_decode(args[0], item) for item in items)


def _decode_scalar(hint: Any, data: Any) -> Any:
    if hint is Any:
        return data
    if hint is timedelta:
        return timedelta(seconds=_number(data))
    if hint is float:
        return _number(data)
    if issubclass(hint, datetime):
        if (when := hint.fromisoformat(data)).tzinfo is None:
            raise ValueError("a time without a zone")
        return when
    if issubclass(hint, date | time):
        return hint.fromisoformat(data)
    if issubclass(hint, Enum):
        return hint(data)
    return _checked(data, hint)


def _number(data: Any) -> float:
    number = float(_checked(data, int | float))
    if not isfinite(number):
        raise ValueError("not a number")
    return number
