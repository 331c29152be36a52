"""What people answer in Japanese when they are asked about tomorrow, and how they want to be asked.

Said on Friday, 4 September 2026, at ten past seven in the evening.
"""

from typing import Final

SENTENCES: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("明日もいつもどおり", "as_usual", {}),
    ("明日もいつも通り", "as_usual", {}),
    ("明日はいつもどおりです", "as_usual", {}),
    ("はい、明日もいつもどおりで", "as_usual", {}),
    ("明日も普段通りで", "as_usual", {}),
    ("明日もいつもどおりでお願い", "as_usual", {}),
    ("あしたもいつもと同じだよ", "as_usual", {}),
    ("明日も車はいつもどおり使うよ", "as_usual", {}),
    ("明日もいつもどおり出かけます", "as_usual", {}),
    ("いつもどおりだよ明日も", "as_usual", {}),
    ("明日は車は家にある", "stays", {}),
    ("明日は車は家に置いておく", "stays", {}),
    ("明日は一日中車は家にいるよ", "stays", {}),
    ("車は明日ずっと家にいるよ", "stays", {}),
    ("明日は車を動かさない", "stays", {}),
    ("明日はリーフはお休みです", "stays", {}),
    ("明日の予定を聞いて", "to_know", {}),
    ("明日の車の予定を聞いて", "to_know", {}),
    ("明日の外出について聞いてください", "to_know", {}),
    ("明日のことを聞いて", "to_know", {}),
    ("何を知りたいの？", "to_know", {}),
    ("何か聞きたいことある？", "to_know", {}),
    ("何を教えればいいですか", "to_know", {}),
    ("明日は80キロ走る", "trip", {"km": "80"}),
    ("明日は9時に出る", "trip", {"leave": "2026-09-05T09:00"}),
    ("明日は車を使わない", "cancel_trip", {}),
)
