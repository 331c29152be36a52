"""What people write into a calendar about a trip."""

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.readers.trip_text import TripText, read_trip_text


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("実家 80km", TripText(km=80.0)),
        ("出張　１２０キロ", TripText(km=120.0)),
        ("空港まで片道45km", TripText(km=90.0)),
        ("往復 90 km（片道45km）", TripText(km=90.0)),
        ("Airport 25 kWh, 90 %", TripText(energy_kwh=25.0, soc=0.9)),
        ("Leaf 12.0 kWh, 50 %", TripText(energy_kwh=12.0, soc=0.5)),
        ("スキー 30kWh 100％", TripText(energy_kwh=30.0, soc=1.0)),
        ("1,200 km round trip", TripText(km=1200.0)),
        ("Besuch 62,5 km", TripText(km=62.5)),
        ("Cornwall 50 miles", TripText(km=80.4672)),
        ("㎞の練習 30㎞", TripText(km=30.0)),
        ("歯医者", TripText()),
        ("10km/hの坂道の試験", TripText()),
        ("5キロワットの工事の立ち会い", TripText()),
        ("150%増量セール", TripText()),
        ("会議 14:30-15:30", TripText()),
        ("", TripText()),
    ],
)
def test_a_title_says_how_far_and_how_full(title: str, said: TripText) -> None:
    read = read_trip_text(title)
    assert read.km == pytest.approx(said.km)
    assert (read.energy_kwh, read.soc) == (said.energy_kwh, said.soc)


def test_the_title_comes_before_the_description() -> None:
    assert read_trip_text("40km", "60km").km == 40.0
    assert read_trip_text("温泉", "高速で60km").km == 60.0
    assert read_trip_text("温泉", None) == TripText()


@given(st.text(max_size=300))
def test_whatever_is_written_is_read_or_left(text: str) -> None:
    said = read_trip_text(text)
    assert said.soc is None or 0.0 < said.soc <= 1.0
    assert said.km is None or said.km >= 0.0
