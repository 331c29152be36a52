"""What others wrote, without what nobody else may read: keys, passwords, and addresses that are as good as one."""

import re
from traceback import format_exception
from typing import Final

HIDDEN: Final = "…"
# Enough for the causes of an error; an answer of a server that is quoted in it may be longer.
MOST_TRACE: Final = 8_000

_ADDRESS: Final = re.compile(r"://[^\s'\"<>)\]}]+")
_AFTER_HOST: Final = re.compile(r"[/?#,;]")
_NAMED: Final = re.compile(
    r"((?:authori[sz]ation|api[-_ ]?key|token|password|passwd|secret|signature|credentials?|cookie)['\"]?\s{0,3}[:=]\s{0,3})"
    r"(?:b?(?P<quote>['\"])[^'\"]*(?P=quote)?|(?:bearer|basic)\s{1,3}[^\s'\",;&)}\]]+|[^\s'\",;&)}\]]+)",
    re.IGNORECASE,
)
_BEARER: Final = re.compile(r"\b(bearer\s{1,3})[\w.~+/=-]{16,}", re.IGNORECASE)
_WEB_TOKEN: Final = re.compile(r"\beyJ[\w-]{6}[\w.-]*")


def conceal(text: str) -> str:
    """Return a text without the keys in it; an address is told by its host alone, for keys stand in its other parts."""
    text = _ADDRESS.sub(_host_alone, text)
    text = _NAMED.sub(rf"\1{HIDDEN}", text)
    text = _BEARER.sub(rf"\1{HIDDEN}", text)
    return _WEB_TOKEN.sub(HIDDEN, text)


def trace(error: BaseException) -> str:
    """Return the traceback of somebody else's code for a log, without the keys in its messages."""
    return conceal("".join(format_exception(error))[-MOST_TRACE:])


def _host_alone(found: re.Match[str]) -> str:
    address = found[0][3:]
    host, *more = _AFTER_HOST.split(address, maxsplit=1)
    if "@" in "".join(more):  # a password may have a slash in it
        return f"://{HIDDEN}"
    host = host.rpartition("@")[2]
    return f"://{host}/{HIDDEN}" if any(more) else f"://{host}{address[len(address.rstrip('/?#,;')) :]}"
