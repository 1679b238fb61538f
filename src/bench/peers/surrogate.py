"""What a reference method leaves behind: something that predicts, and its Fourier terms where it has them."""

import numpy as np


class Fourier:
    """Terms {tuple of players: coefficient} of f(x) = sum of F(S) (-1)^|S and x|."""

    def __init__(self, terms, n):
        self.terms = {tuple(int(i) for i in players): float(np.real(v)) for players, v in terms.items()}
        self.n = n

    @staticmethod
    def of_bits(transform, n):
        """From {0/1 tuple of length n: coefficient}."""
        return Fourier({tuple(np.flatnonzero(bits)): v for bits, v in transform.items()}, n)

    def predict(self, x):
        sets, values = indicator(self.terms, self.n)
        return np.concatenate(
            [(1 - 2 * np.mod(rows.astype(np.float32) @ sets, 2)).astype(float) @ values for rows in blocks(x)]
        )


class Unanimity:
    """Terms {tuple of players: value} of f(x) = baseline + sum over the sets within x: how an index reads as a surrogate."""

    terms = None

    def __init__(self, terms, baseline, n):
        self.values = {players: v for players, v in terms.items() if len(players) > 0 and v != 0}
        self.baseline = baseline
        self.n = n

    def predict(self, x):
        sets, values = indicator(self.values, self.n)
        sizes = sets.sum(axis=0)
        parts = [(rows.astype(np.float32) @ sets == sizes).astype(float) @ values for rows in blocks(x)]
        return self.baseline + np.concatenate(parts)


class Predictor:
    """Any function of masks."""

    terms = None

    def __init__(self, predict):
        self.predict = predict


def indicator(terms, n):
    sets = np.zeros((n, len(terms)), dtype=np.float32)
    for k, players in enumerate(terms):
        sets[list(players), k] = 1
    return sets, np.array(list(terms.values()), dtype=float)


def blocks(x):
    return [x[start : start + 1024] for start in range(0, len(x), 1024)]
