"""Which way round the sensors of a home count."""

from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.readers.meter_sign import PowerMoment, SignEvidence, check_grid_sign
from tests.readers.entity_states import NOW


def day(sign: float, *, with_load: bool = False) -> list[PowerMoment]:
    """A day by the hour: PV at noon, 0.7 kW of load, the car charges 3 kW from 01:00 to 04:00."""
    moments = []
    for hour in range(24):
        pv = max(0.0, 3.0 - abs(hour - 12) * 0.6)
        storage = 3.0 if 1 <= hour < 4 else 0.0
        load = 0.7
        moments.append(
            PowerMoment(
                at=NOW.replace(hour=0) + timedelta(hours=hour),
                pv_kw=pv,
                grid_kw=sign * (load + storage - pv),
                load_kw=load if with_load else None,
                storage_kw=storage if with_load else None,
            )
        )
    return moments


@pytest.mark.parametrize("with_load", [False, True])
@pytest.mark.parametrize(("sign", "import_positive"), [(1.0, True), (-1.0, False)])
def test_the_sign_of_import_is_found_and_shown_at_noon(
    sign: float, import_positive: bool, with_load: bool
) -> None:
    found = check_grid_sign(day(sign, with_load=with_load))
    assert found.import_positive is import_positive
    assert found.evidence is SignEvidence.EXPORT
    assert found.shown is not None
    assert found.shown.at.hour == 12
    assert found.shown.pv_kw == 3.0
    assert found.shown.grid_kw == pytest.approx(-2.3 * sign)
    assert found.agreeing == found.clear >= 3


def test_a_home_without_sun_shows_its_import() -> None:
    night = [moment for moment in day(1.0) if moment.pv_kw == 0.0]
    found = check_grid_sign(night)
    assert found.import_positive is True
    assert found.evidence is SignEvidence.IMPORT
    assert found.shown is not None
    assert found.shown.grid_kw == pytest.approx(3.7)


def test_too_few_moments_prove_nothing() -> None:
    assert check_grid_sign([]).import_positive is None
    found = check_grid_sign(day(1.0)[:2])
    assert found.import_positive is None
    assert found.clear == 2


def test_moments_that_contradict_each_other_prove_nothing() -> None:
    found = check_grid_sign(day(1.0)[:6] + day(-1.0)[:6])
    assert found.import_positive is None
    assert found.agreeing < found.clear


def test_noon_alone_proves_nothing_without_a_load() -> None:
    noon = [moment for moment in day(1.0) if (moment.pv_kw or 0.0) > 1.0]
    assert check_grid_sign(noon).import_positive is None


def test_a_battery_that_feeds_the_house_at_night_is_no_proof_of_import() -> None:
    feeding = [
        PowerMoment(at=NOW, pv_kw=0.0, grid_kw=-0.5, storage_kw=-1.2),
    ] * 5
    assert check_grid_sign(feeding).clear == 0


power = st.none() | st.floats(min_value=-20, max_value=20)
moments = st.lists(
    st.builds(PowerMoment, at=st.just(NOW), pv_kw=power, grid_kw=power, load_kw=power, storage_kw=power),
    max_size=12,
)


@given(moments=moments)
def test_turning_the_sensor_round_turns_the_answer_round(moments: list[PowerMoment]) -> None:
    turned = [
        PowerMoment(
            at=moment.at,
            pv_kw=moment.pv_kw,
            grid_kw=None if moment.grid_kw is None else -moment.grid_kw,
            load_kw=moment.load_kw,
            storage_kw=moment.storage_kw,
        )
        for moment in moments
    ]
    one, other = check_grid_sign(moments), check_grid_sign(turned)
    assert (one.import_positive is None) == (other.import_positive is None)
    if one.import_positive is not None:
        assert one.import_positive is not other.import_positive
