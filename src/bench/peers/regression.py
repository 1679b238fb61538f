"""References that read any masks: regressions and boosted trees on uniform ones, and LIME's recipe on its own."""

import itertools

import lightgbm
import numpy as np
import spectralexplain
import xgboost
from sklearn.linear_model import Ridge, RidgeCV
from surrogate import Fourier, Predictor

ALPHAS = np.logspace(-4, 4, 17)


def linear(x, y, seed, options):
    model = RidgeCV(alphas=ALPHAS).fit(signs(x), y)
    return Predictor(lambda z: model.predict(signs(z)))


def order2(x, y, seed, options):
    model = RidgeCV(alphas=ALPHAS).fit(pairs(x), y)
    return Predictor(lambda z: model.predict(pairs(z)))


def xgb(x, y, seed, options):
    model = xgboost.XGBRegressor(random_state=seed, n_jobs=1).fit(x, y)
    return Predictor(model.predict)


def lgbm(x, y, seed, options):
    model = lightgbm.LGBMRegressor(verbose=-1, n_jobs=1, random_state=seed).fit(x, y)
    return Predictor(model.predict)


def lgbm_averaged(x, y, seed, options):
    """The strongest plain trees in trials: slow learning, three seeds, small leaves allowed."""
    settings = {
        "learning_rate": 0.05,
        "num_leaves": 16,
        "max_depth": 6,
        "min_child_samples": 5,
        "feature_fraction": 0.8,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 1.0,
        "num_threads": 1,
        "verbosity": -1,
    }
    rows = x.astype(np.float32)
    models = [
        lightgbm.train(
            {**settings, "seed": 3 * seed + k},
            lightgbm.Dataset(rows, y, params={"min_data_in_bin": 1, "verbosity": -1}),
            400,
        )
        for k in range(3)
    ]
    return Predictor(lambda z: np.mean([model.predict(z.astype(np.float32)) for model in models], axis=0))


def se_proxyspex(x, y, seed, options):
    return Fourier.of_bits(spectralexplain.utils.proxy_spex((x.astype(int), y), max_order=5), x.shape[1])


def signs(x):
    return 1.0 - 2.0 * x


def pairs(x):
    z = signs(x)
    i, j = np.array(list(itertools.combinations(range(z.shape[1]), 2))).T
    return np.concatenate([z, z[:, i] * z[:, j]], axis=1)


def uniform(n, count, seed):
    """`count` distinct uniform masks, or all of them."""
    random = np.random.default_rng(seed)
    if n <= 16:
        rows = random.permutation(2**n)[:count]
        return (rows[:, None] >> np.arange(n) & 1).astype(np.uint8)
    found = np.zeros((0, n), dtype=np.uint8)
    while len(found) < count:
        fresh = random.integers(0, 2, size=(count - len(found), n), dtype=np.uint8)
        found = np.unique(np.concatenate([found, fresh]), axis=0)
    return random.permutation(found)


def lime(game, budget, seed, options):
    """LIME for text as its package does it: sizes uniform, cosine kernel of width 25, ridge with alpha 1, every player kept."""
    random = np.random.default_rng(seed)
    x = np.ones((budget, game.n), dtype=np.uint8)
    for row in range(1, budget):
        x[row, random.choice(game.n, random.integers(1, game.n + 1), replace=False)] = 0
    distance = 100 * (1 - np.sqrt(x.mean(axis=1)))
    weights = np.sqrt(np.exp(-(distance**2) / 25**2))
    model = Ridge(alpha=1, random_state=seed).fit(x, game(x), sample_weight=weights)
    return Predictor(model.predict), {}


READERS = {
    "linear ridge": linear,
    "order-2 ridge": order2,
    "XGBoost": xgb,
    "LightGBM": lgbm,
    "LightGBM averaged": lgbm_averaged,
    "spectralexplain ProxySPEX": se_proxyspex,
}
METHODS = {"LIME": lime}
