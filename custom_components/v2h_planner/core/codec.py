"""Dataclasses to JSON values and back, by their type hints: for storage and diagnostics."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from functools import cache
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
    if isinstance(value, datetime | time):
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
    """Return the dataclass that `data` encodes; ValueError, KeyError or TypeError when it does not fit."""
    result: T = _decode(cls, data)
    return result


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _decode(hint: Any, data: Any) -> Any:
    if isinstance(hint, TypeAliasType):
        return _decode(hint.__value__, data)
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return None if data is None else _decode(next(arg for arg in args if arg is not NoneType), data)
    if origin is tuple and args[-1] is not Ellipsis:
        return tuple(_decode(arg, item) for arg, item in zip(args, data, strict=True))
    if origin is tuple:
        return tuple(_decode(args[0], item) for item in data)
    if origin in (frozenset, list):
        return origin(_decode(args[0], item) for item in data)
    if origin in (dict, Mapping):
        return {_decode(args[0], key): _decode(args[1], item) for key, item in data.items()}
    if origin is np.ndarray:
        return np.array(data)
    if is_dataclass(hint) and isinstance(hint, type):
        known = _hints(hint)
        return hint(**{f.name: _decode(known[f.name], data[f.name]) for f in fields(hint) if f.name in data})
    if isinstance(hint, type) and issubclass(hint, (datetime, time)):
        return hint.fromisoformat(data)
    if hint is timedelta:
        return timedelta(seconds=data)
    if hint is Any:
        return data
    if hint is float:
        return float(data)
    return hint(data)
