"""Short names for the array types used throughout the core."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

type FloatArray = NDArray[np.float64]
type IntArray = NDArray[np.int32]
type BoolArray = NDArray[np.bool_]
