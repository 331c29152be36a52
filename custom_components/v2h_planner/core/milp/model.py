"""The mathematics, once: every line stands in `docs/modelling.md` under the same name.

CVXPY states and compiles; a home runs the compiled arrays (`program.py`). Nothing else imports this
module where a plan is made. Rows (constraints) and columns (variables) keep the names given here.
"""

from dataclasses import dataclass

import cvxpy as cp

from ..arrays import Bools
from .data import TERMINAL_SEGMENTS, Shape
from .parameters import LAYERS, dims


@dataclass(frozen=True)
class Model:
    """The problem, with its parameters, variables and rows by name."""

    problem: cp.Problem
    parameters: dict[str, cp.Parameter]
    variables: dict[str, cp.Variable]
    rows: dict[str, cp.Constraint]


def formulate(shape: Shape, whole_import: Bools | None = None, whole_verbs: Bools | None = None) -> Model:
    """State the model for a shape; the masks say which binaries are whole, elsewhere they are relaxed."""
    K, N, L, J = shape.storages, shape.slots, LAYERS, TERMINAL_SEGMENTS
    P = {name: cp.Parameter(size, name=name) for name, size in dims(shape).items()}
    V: dict[str, cp.Variable] = {}

    def flow(name: str, *size: int, whole: Bools | None = None) -> cp.Variable:
        some = whole.nonzero() if whole is not None and whole.any() else False
        V[name] = cp.Variable(size, name=name, nonneg=True, boolean=some)
        return V[name]

    def column(name: str) -> cp.Expression:
        """Return a parameter of shape (K,) as (K, 1): the same in every slot."""
        return cp.reshape(P[name], (K, 1), order="F")

    def each(expression: cp.Expression) -> cp.Expression:
        """Return an expression of shape (N,) as (K, N): the same for every storage."""
        return cp.vstack([expression] * K)

    # Variables, all >= 0
    within = flow("import_within", N)  # kW imported up to the contract limit
    over = flow("over", N)  # kW imported above it
    s = flow("grid_export", N)  # kW
    u = flow("curtail", N)  # kW
    unserved = flow("unserved", N)  # kW
    z = flow("importing", N, whole=whole_import)  # 1: import, 0: export
    c = flow("charge", K, N)  # kW
    d = flow("discharge", K, N)  # kW
    y_c = flow("charging", K, N, whole=whole_verbs)
    y_d = flow("discharging", K, N, whole=whole_verbs)
    start_up = flow("start_up", K, N)
    below_c = flow("charge_below_min", K, N)  # kW below the minimum power
    below_d = flow("discharge_below_min", K, N)  # kW
    x = flow("layer", K, L, N)  # kWh stored, by layer, at the end of the slot
    trip_short = flow("trip_short", K, N)  # kWh
    f = flow("terminal_part", K, J)  # kWh at the end, by segment of value
    p_dis = flow("event_discharge", N)  # kW paid
    p_imp = flow("event_import", N)  # kW
    short_dis = flow("event_discharge_short", N)  # kW promised and not delivered
    short_imp = flow("event_import_short", N)  # kW
    new_peak = flow("new_peak")  # kW of a half hour's mean import above the peak that is paid for

    g = within + over
    e = cp.sum(x, axis=1)
    e_before = cp.hstack([column("energy_before"), e[:, :-1]])
    on = y_c + y_d
    on_before = cp.hstack([column("on_before"), on[:, :-1]])
    overhead = cp.multiply(column("overhead"), on)
    total = cp.sum(d, axis=0)

    rows = {
        # balance and grid
        "balance": P["pv"] - u + g + total + unserved
        == P["load"] + s + cp.sum(c, axis=0) + cp.sum(overhead, axis=0),
        "within_max": within <= P["import_max"],
        "over_max": over <= P["over_max"],
        "curtail_max": u <= P["pv"],
        "unserved_max": unserved <= P["unserved_bound"],
        "import_only": g <= P["import_free"] + cp.multiply(P["import_bound"], z),
        "export_only": s <= P["export_free"] + cp.multiply(P["export_bound"], 1 - z),
        "importing_max": z <= 1,
        "discharge_total": total <= P["discharge_total_max"],
        # verbs
        "charge_max": c <= cp.multiply(P["charge_bound"], y_c),
        "charge_min": c + below_c >= cp.multiply(P["charge_min"], y_c),
        "charge_surplus": c
        <= each(g + total + unserved) - d + P["surplus_free"] + cp.multiply(P["surplus_bound"], y_c),
        "discharge_max": d <= cp.multiply(P["discharge_bound"], y_d),
        "discharge_min": each(total) + below_d >= cp.multiply(P["discharge_min"], y_d),
        "one_verb": on <= 1,
        "start_up": start_up >= on - on_before,
        # energy
        "energy": e
        == e_before
        + cp.multiply(P["charge_gain"], c)
        - cp.multiply(P["discharge_drain"], d)
        - P["trip"]
        + trip_short,
        "layer_max": x <= P["layer_width"],
        "trip_max": trip_short <= P["trip"],
        "terminal": cp.sum(f, axis=1) <= e[:, -1],
        "terminal_max": f <= P["terminal_width"],
        # grid events
        "event_discharge_flow": p_dis <= total,
        "event_discharge_max": p_dis <= P["event_discharge_max"],
        "event_discharge_firm": short_dis >= P["event_discharge_firm"] - p_dis,
        "event_import_flow": p_imp <= cp.sum(c, axis=0),
        "event_import_max": p_imp <= P["event_import_max"],
        "event_import_firm": short_imp >= P["event_import_firm"] - p_imp,
        # measured demand
        "peak": cp.multiply(P["peak_share"], g) <= P["peak_free"] + new_peak,
    }

    def paid(price: str, flow: cp.Expression) -> cp.Expression:
        cost: cp.Expression = cp.sum(cp.multiply(P[price], flow))
        return cost

    cost = (
        paid("import_price", g)
        + paid("over_price", over)
        - paid("export_price", s)
        + paid("curtail_price", u)
        + paid("unserved_price", unserved)
        + paid("degradation_price", c + d)
        + paid("start_up_price", cp.sum(start_up, axis=1))
        + paid("below_min_price", below_c + below_d)
        + paid("charge_verb_price", y_c)
        + paid("discharge_verb_price", y_d)
        + paid("trip_price", trip_short)
        + P["empty_price"]
        + paid("layer_price", x)
        - paid("terminal_price", f)
        - paid("event_discharge_price", p_dis)
        - paid("event_import_price", p_imp)
        + paid("event_short_price", short_dis + short_imp)
        + P["peak_price"] * new_peak
    )
    return Model(cp.Problem(cp.Minimize(cost), list(rows.values())), P, V, rows)
