"""The array types of this room, named by what they hold; their shapes stand in the docstrings that use them."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.signedinteger]
BoolArray = NDArray[np.bool_]


def count_clusters(clusters: IntArray) -> int:
    """How many different clusters occur in indices from 0 on, shape (items,)."""
    return int(np.count_nonzero(np.bincount(clusters)))
