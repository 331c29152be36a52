"""Every list of sentences of ours, in the order in which they were written down."""

from typing import Final

from . import (
    evening_en,
    evening_ja,
    fourth_en,
    fourth_ja,
    guests_en,
    held_out_en,
    held_out_ja,
    neighbours_en,
    persons_en,
    sentences_en,
    sentences_ja,
    strangers_en,
    third_en,
    third_ja,
    tomorrow_en,
    tomorrow_ja,
    visitors_en,
    week_en,
)

LISTS: Final = (
    sentences_en,
    held_out_en,
    third_en,
    fourth_en,
    strangers_en,
    persons_en,
    evening_en,
    neighbours_en,
    week_en,
    visitors_en,
    guests_en,
    tomorrow_en,
    sentences_ja,
    held_out_ja,
    third_ja,
    fourth_ja,
    evening_ja,
    tomorrow_ja,
)
