"""A logistic regression whose weights the code holds as a named tuple."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Features = TypeVar("Features", bound=tuple[float, ...])


class Fitted(NamedTuple, Generic[Features]):
    """The weights and the bias, printed as the code holds them."""

    weights: Features
    bias: float

    def __str__(self) -> str:
        return f"WEIGHTS = {self.weights}\nBIAS = {self.bias}"


def fit_logistic(
    seen: Sequence[Features], right: Sequence[bool], weights: Sequence[NDArray[np.float64]]
) -> Fitted[Features]:
    """A weakly regularised fit. `weights`: those of each bench, in the order of `seen`; the benches weigh the same."""
    from sklearn.linear_model import LogisticRegression

    shares = np.concatenate([bench / len(bench) for bench in weights]) * len(seen) / len(weights)
    model = LogisticRegression(C=10, max_iter=5000).fit(seen, right, shares)
    record: Any = type(seen[0])
    return Fitted(record(*(round(float(weight), 2) for weight in model.coef_[0])), round(float(model.intercept_[0]), 2))
