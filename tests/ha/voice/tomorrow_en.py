"""What people answer in English when they are asked about tomorrow, and how they want to be asked.

Said on Friday, 4 September 2026, at ten past seven in the evening.
"""

from typing import Final

SENTENCES: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("tomorrow as usual", "as_usual", {}),
    ("Tomorrow as usual, please", "as_usual", {}),
    ("yes, tomorrow as usual", "as_usual", {}),
    ("Tomorrow is as usual", "as_usual", {}),
    ("same as usual tomorrow", "as_usual", {}),
    ("same as always tomorrow with the car", "as_usual", {}),
    ("tomorrow the usual", "as_usual", {}),
    ("business as usual tomorrow", "as_usual", {}),
    ("tomorrow's like every day", "as_usual", {}),
    ("I need the car as usual tomorrow", "as_usual", {}),
    ("I drive as usual tomorrow", "as_usual", {}),
    ("The car goes as usual tomorrow", "as_usual", {}),
    ("the car stays at home tomorrow", "stays", {}),
    ("The car will stay home tomorrow", "stays", {}),
    ("the car's staying at home tomorrow", "stays", {}),
    ("tomorrow the car stays at home all day", "stays", {}),
    ("Tomorrow the Leaf stays here", "stays", {}),
    ("leave the car at home tomorrow", "stays", {}),
    ("we're leaving the car at home tomorrow", "stays", {}),
    ("my EV is staying home tomorrow", "stays", {}),
    ("what do you need to know?", "to_know", {}),
    ("What do you want to know about tomorrow", "to_know", {}),
    ("is there anything you need to know", "to_know", {}),
    ("Ask me about tomorrow", "to_know", {}),
    ("ask me about tomorrow's trips", "to_know", {}),
    ("do you have any questions about tomorrow", "to_know", {}),
    ("tomorrow I drive 80 km", "trip", {"km": "80"}),
    ("we drive 80 kilometers tomorrow", "trip", {"km": "80"}),
    ("I leave at nine tomorrow", "trip", {"leave": "2026-09-05T09:00"}),
    ("tomorrow we leave at 9", "trip", {"leave": "2026-09-05T09:00"}),
    ("I won't use the car tomorrow", "cancel_trip", {}),
)
