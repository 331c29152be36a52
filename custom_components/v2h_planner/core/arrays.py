"""The kinds of numpy arrays that the core passes on."""

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Bools = NDArray[np.bool_]
type Ints = NDArray[np.int64]
type Indices = NDArray[np.int32]  # as HiGHS takes them
type Codes = NDArray[np.int8]  # one of a few states each
