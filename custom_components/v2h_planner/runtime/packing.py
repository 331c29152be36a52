"""Makes large parts of the stored state small: text of compressed JSON, each part by itself. Pure.

A plan of ten storages and four weeks of prices are more than a megabyte as they stand; nobody reads them in a file, and
the diagnostics show them as they are.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
import json
from typing import Any, Final
import zlib

# Smaller parts stay as they are.
LARGE: Final = 32_768
# What unpacks to more is no state of ours.
MOST: Final = 64_000_000
_MARK: Final = "zlib:"


def pack(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts, the large ones packed."""
    return {name: _packed(part) for name, part in parts.items()}


def unpack(parts: Any) -> Any:
    """Return the parts as they were; what cannot be unpacked stays as it is, and cannot be read then."""
    return {name: _unpacked(part) for name, part in parts.items()} if isinstance(parts, dict) else parts


def _packed(part: Any) -> Any:
    text = json.dumps(part, separators=(",", ":"))
    return part if len(text) < LARGE else _MARK + b64encode(zlib.compress(text.encode())).decode()


def _unpacked(part: Any) -> Any:
    if not isinstance(part, str) or not part.startswith(_MARK):
        return part
    try:
        inflate = zlib.decompressobj()
        return json.loads(inflate.decompress(b64decode(part.removeprefix(_MARK), validate=True), MOST))
    except ValueError, zlib.error, RecursionError:
        return part
