"""The model as CVXPY states it -> the arrays that a home runs."""

from functools import cache
from typing import Any

import cvxpy as cp
import numpy as np
from numpy.typing import NDArray

from custom_components.v2h_planner.core.milp.data import Shape
from custom_components.v2h_planner.core.milp.model import formulate
from custom_components.v2h_planner.core.milp.program import Affine, Program


@cache
def compile_program(shape: Shape) -> Program:
    """State the model through CVXPY and keep its arrays. Needs CVXPY."""
    model = formulate(shape)
    for parameter in model.parameters.values():
        parameter.value = np.zeros(parameter.shape)
    data = model.problem.get_problem_data(cp.HIGHS, canon_backend=cp.SCIPY_CANON_BACKEND)[0]
    cone: Any = data["param_prob"]
    m, n = cone.constr_size, cone.x.size

    def entries(tensor: Any) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        coo = tensor.tocoo()
        order = np.lexsort((coo.col, coo.row))
        keep = order[coo.data[order] != 0]
        return coo.row[keep], coo.col[keep], coo.data[keep]

    # CVXPY numbers the entries of [A b] by column; its rows say A x + b = 0, then A x + b >= 0.
    row, param, factor = entries(cone.A)
    right = row >= n * m
    places, entry = np.unique(row[~right], return_inverse=True)
    cost_row, cost_param, cost_factor = entries(cone.q)
    column_of = {cone.param_id_to_col[p.id]: name for name, p in model.parameters.items()}
    first_row, constraints = 0, {}
    names = {row.id: name for name, row in model.rows.items()}
    for constraint in cone.constraints:
        constraints[names[constraint.id]] = first_row
        first_row += constraint.size
    small = np.int32
    return Program(
        shape=shape,
        parameters=tuple(column_of[column] for column in sorted(column_of)),
        variables={name: int(cone.var_id_to_col[v.id]) for name, v in model.variables.items()},
        constraints=constraints,
        cost=Affine(n + 1, cost_row.astype(small), cost_param.astype(small), cost_factor),
        matrix=Affine(len(places), entry.astype(small), param[~right].astype(small), factor[~right]),
        rows=(places % m).astype(small),
        cols=(places // m).astype(small),
        right=Affine(m, (row[right] - n * m).astype(small), param[right].astype(small), -factor[right]),
        equalities=int(cone.cone_dims.zero),
    )
