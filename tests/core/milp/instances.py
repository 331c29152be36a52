"""Random homes as `ModelData`: seeded, so that a number names an instance."""

from dataclasses import replace

import numpy as np

from custom_components.v2h_planner.core.milp.data import RESERVE_LEVELS, TERMINAL_SEGMENTS, ModelData, Shape


def random_data(seed: int, shape: Shape, whole_slots: int = 48) -> ModelData:
    """A plausible home: sun by day, an evening peak, cars that leave, now and then a storm or an event."""
    rng = np.random.default_rng(seed)
    K, N, R, J = shape.storages, shape.slots, RESERVE_LEVELS, TERMINAL_SEGMENTS
    half = N if N <= 48 else N - N // 4
    hours = np.concatenate([np.full(half, 0.5), np.ones(N - half)])
    hours[0] = rng.uniform(0.02, 0.5)
    clock = (rng.integers(0, 48) / 2 + np.concatenate([[0.0], np.cumsum(hours[:-1])])) % 24

    load = 0.25 + 0.5 * rng.random(N) + 1.4 * np.exp(-(((clock - 19.5) / 2.0) ** 2)) * rng.uniform(0.4, 1.6)
    kwp = rng.choice([0.0, 4.5, 6.0])
    day = np.clip(np.sin((clock - 6.0) / 12.0 * np.pi), 0.0, None) * ((clock > 6) & (clock < 18))
    pv = kwp * day * np.clip(rng.normal(rng.uniform(0.2, 0.9), 0.1, N), 0.0, 1.0)
    area = 11.0 + 6 * np.exp(-(((clock - 18.5) / 2.0) ** 2)) - 7 * day + rng.normal(0, 1.0, N)
    area += rng.choice([0.0, 30.0], p=[0.8, 0.2]) * ((clock >= 17) & (clock < 20))
    import_cost = np.maximum(area, 0.01) * 1.1 + 19.0 - rng.choice([0.0, 25.0], p=[0.9, 0.1]) * (day > 0.8)
    export_value = np.full(N, rng.choice([0.0, 8.5, 24.0, 30.0]))
    outage = rng.random() < 0.08
    v2g = rng.random() < 0.1
    contract = 0.0 if outage else rng.choice([4.0, 6.0, 10.0])
    net = np.maximum(load - pv, 0.0)

    ev = np.arange(K) < shape.evs
    capacity = np.where(ev, rng.choice([40.0, 66.0], K), rng.choice([5.0, 10.0], K))
    away = np.zeros((K, N), dtype=bool)
    trip, departure, departure_cost = np.zeros((3, K, N))
    for k in np.flatnonzero(ev):
        leave, back = rng.uniform(6, 10), rng.uniform(15, 20)
        if rng.random() < 0.8:
            away[k] = (clock >= leave) & (clock < back)
            for t in np.flatnonzero(away[k][1:] & ~away[k][:-1]):
                departure[k, t] = capacity[k] * rng.uniform(0.4, 1.0)
                departure_cost[k, t] = 300.0
            trip[k] = away[k] * hours * rng.uniform(0.1, 1.5)
    home = ~away
    charge_max = np.where(ev, rng.choice([3.0, 6.0], K), 2.0)[:, None] * home
    can = ~ev | (rng.random(K) < 0.8)
    discharge_max = (np.where(ev, 6.0, 2.0) * can)[:, None] * home
    total = np.full(N, 12.0) if v2g else net
    follower = (rng.random(K) < 0.7)[:, None]
    storm = np.zeros((K, N))
    if rng.random() < 0.2:
        storm[:, N // 3 : N // 2] = capacity[:, None]
    person = np.zeros((K, N))
    if K and rng.random() < 0.2:
        person[0, N // 4] = capacity[0] * 0.9
    event = np.zeros(N)
    if rng.random() < 0.3:
        event[N // 5 : N // 5 + 4] = 1.0
    dis, imp = event * (rng.random() < 0.5), event * (rng.random() < 0.5)
    weights = rng.uniform(0.05, 0.6, (K, R)) * ev[:, None] * (rng.random(K) < 0.7)[:, None]
    mean = float(import_cost.mean())
    ones = np.ones((K, N))
    return ModelData(
        hours=hours,
        load=load,
        pv=pv,
        import_cost=import_cost,
        export_value=export_value,
        peak_share=np.zeros(N),
        peak_free=np.zeros(N),
        peak_cost=np.array(0.0),
        import_max=np.full(N, contract),
        over_max=np.full(N, 0.0 if outage else 20.0),
        over_cost=np.full(N, 500.0),
        export_max=np.minimum(100.0, np.maximum(pv - load, 0.0)) if not v2g else np.full(N, 5.0),
        discharge_total_max=total,
        unserved_max=load * outage,
        unserved_cost=np.full(N, 2000.0),
        curtail_cost=np.full(N, 0.001),
        charge_max=charge_max,
        charge_min=charge_max * rng.choice([0.0, 0.2, 1.0], K)[:, None],
        discharge_max=discharge_max,
        discharge_min=np.where(follower, np.minimum(discharge_max, net), 0.5 * (discharge_max > 0)),
        charge_eff=rng.uniform(0.85, 0.95, K),
        discharge_eff_inv=1 / rng.uniform(0.85, 0.95, K),
        overhead=rng.choice([0.0, 0.05, 0.1, 0.2], K),
        start_up_cost=rng.choice([0.0, 2.0, 5.0], K),
        on_before=rng.integers(0, 2, K).astype(float),
        degradation_cost=rng.choice([0.0, 0.5, 2.0], K),
        below_min_cost=np.full(K, 3.0),
        charge_verb_cost=0.2 * rng.integers(0, 2, (K, N)) * (np.arange(N) < 6),
        discharge_verb_cost=0.2 * rng.integers(0, 2, (K, N)) * (np.arange(N) < 6),
        energy_before=capacity * rng.uniform(0.05, 1.0, K),
        capacity=capacity,
        trip=trip,
        trip_short_cost=400.0 * ones,
        min_energy=0.2 * capacity[:, None] * ones,
        min_energy_cost=100.0 * hours * ones,
        max_energy=0.9 * capacity[:, None] * ones,
        max_energy_cost=0.5 * hours * ones,
        departure=departure,
        departure_cost=departure_cost,
        storm=storm,
        storm_cost=200.0 * (storm > 0),
        person=person,
        person_cost=200.0 * (person > 0),
        reserve=capacity[:, None] * np.array([0.3, 0.5, 0.7])[:R],
        reserve_cost=weights[:, :, None] * hours * home[:, None, :],
        terminal_width=np.repeat(capacity[:, None] / J, J, axis=1),
        terminal_value=(mean * np.array([1.1, 1.0, 0.9, 0.75, 0.5]) * rng.uniform(0.8, 1.0))[None, :]
        * np.ones((K, 1)),
        event_discharge_max=dis * 4.0,
        event_discharge_value=dis * 20.0,
        event_discharge_firm=dis * 1.0,
        event_import_max=imp * 4.0,
        event_import_value=imp * 20.0,
        event_import_firm=imp * 2.0,
        event_short_cost=event * 50.0,
        whole_import=np.arange(N) < whole_slots,
        whole_verbs=np.repeat((np.arange(N) < whole_slots)[None, :], K, axis=0),
    )


def measured(data: ModelData, seed: int) -> ModelData:
    """The same home by measured demand: a peak that is paid for, and a price on each kW above it."""
    rng = np.random.default_rng(20_000 + seed)
    free = np.full(len(data.hours), rng.choice([0.0, 1.0, 2.5, 4.0]))
    free[len(free) // 2 :] -= rng.choice([0.0, 0.5])  # a month begins
    free[0] -= rng.choice([0.0, 0.3])
    return replace(
        data,
        peak_share=np.minimum(data.hours / 0.5, 1.0),
        peak_free=free,
        peak_cost=np.array(rng.choice([5.0, 100.0, 6000.0])),
    )


def typical_data(seed: int, shape: Shape, whole_slots: int = 48) -> ModelData:
    """An ordinary day of an ordinary home: what a planner asks 48 times a day.

    V2H units that follow the load and charge at any power, 0.1 kW overhead and 2 yen a start-up; a battery with
    30 W overhead; no outage, no V2G, no grid event; prices of breach as the planner sets them.
    """
    data = random_data(seed, shape, whole_slots)
    rng = np.random.default_rng(10_000 + seed)
    ev = np.arange(shape.storages) < shape.evs
    held = np.maximum(data.hours, 0.5)
    home = data.charge_max > 0
    surplus, net = np.maximum(data.pv - data.load, 0.0), np.maximum(data.load - data.pv, 0.0)
    discharge_max = np.where(ev, 6.0, 2.0)[:, None] * home
    import_max = float(rng.choice([6.0, 10.0, 100.0]))
    min_energy = 0.2 * data.capacity
    nothing = np.zeros(shape.slots)
    export_value = float(rng.choice([8.5, 24.0], p=[0.8, 0.2]))
    import_cost = np.maximum(data.import_cost, 20.0)
    return replace(
        data,
        import_cost=import_cost,
        export_value=np.full(shape.slots, export_value),
        import_max=np.full(shape.slots, import_max),
        over_max=np.maximum(data.load - data.pv - import_max, 0.0),
        over_cost=np.full(shape.slots, 1000.0),
        export_max=surplus,
        discharge_total_max=net,
        unserved_max=nothing,
        curtail_cost=np.full(shape.slots, 0.01),
        charge_min=np.zeros_like(data.charge_min),
        discharge_max=discharge_max,
        discharge_min=np.minimum(discharge_max, net),
        overhead=np.where(ev, 0.1, 0.03),
        start_up_cost=np.where(ev, 2.0, 0.0),
        degradation_cost=np.where(ev, 0.0, 1.0),
        below_min_cost=np.ones(shape.storages),
        energy_before=data.capacity * rng.uniform(0.25, 0.85, shape.storages),
        trip=np.minimum(data.trip, 1.0),
        trip_short_cost=np.full_like(data.trip, 3000.0),
        min_energy=np.minimum(min_energy[:, None], data.capacity[:, None]) * np.ones_like(data.min_energy),
        min_energy_cost=2000.0 * held * home,
        max_energy_cost=700.0 * held * home,
        departure=np.minimum(data.departure, 0.8 * data.capacity[:, None]),
        departure_cost=500.0 * (data.departure > 0),
        storm_cost=np.zeros_like(data.storm),
        person_cost=np.zeros_like(data.person),
        event_discharge_max=nothing,
        event_discharge_firm=nothing,
        event_import_max=nothing,
        event_import_firm=nothing,
    )
