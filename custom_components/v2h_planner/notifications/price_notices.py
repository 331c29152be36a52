"""Tomorrow's prices as a notice: once an evening, from a time of day that a person has chosen until midnight. Pure."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from ..presentation.tomorrow import Tomorrow, tomorrow_sentence
from ..presentation.wording import Wording
from .deduplication import SentNotices
from .notice import Notice, NoticeKind

# Nobody is told anew after this, unless the chosen time is later: then for an hour.
LATEST: Final = time(22)
LATE: Final = timedelta(hours=1)


def price_notices(
    tomorrow: Tomorrow | None,
    at: time | None,
    sent: SentNotices,
    words: Wording,
    now: datetime,
    zone: tzinfo,
    *,
    quiet: bool = False,
) -> Iterator[Notice]:
    """Yield the notice while it is up or due. `tomorrow`: None where nothing is known yet; `quiet`: it is no time for it.

    One that is up today stays until midnight, as it was told where nothing better is known: after a restart there are
    no prices for a moment, and nobody is told twice.
    """
    if at is None:
        return
    local = now.astimezone(zone).replace(tzinfo=None)
    day = local.date() + timedelta(days=1)
    phase = day.isoformat()
    up = next((one for one in sent.notices if one.tag == NoticeKind.PRICES and phase in one.heard), None)
    known = tomorrow is not None and tomorrow.prices.published and not tomorrow.prices.is_flat
    if up is None and (quiet or not known or not _is_time(at, local)):
        return
    if tomorrow is not None and known and tomorrow.prices.day == day:
        title = words.text("prices_title", {"weekday": words.text(f"weekday_{day.weekday()}")})
        message = words.text("prices_message", {"text": tomorrow_sentence(tomorrow, words, now, zone)})
    elif up is not None:
        title, message = up.title, up.message
    else:
        return
    yield Notice(kind=NoticeKind.PRICES, phase=phase, title=title, message=message)


def _is_time(at: time, local: datetime) -> bool:
    """Return whether a person may be told anew, by the clock on the wall."""
    begins = datetime.combine(local.date(), at)
    return begins <= local and (local.time() < LATEST or local < begins + LATE)
