"""References that choose their own masks: the two SPEX and shapiq's approximators, with their own defaults."""

import numpy as np
import shapiq
import shapiq.approximator.sparse.base as shapiq_sparse
import spectralexplain
from surrogate import Fourier, Predictor, Unanimity

import meter


def se_spex(game, budget, seed, options):
    """spectralexplain's SPEX: sampling_strategy and support_recovery, as its Explainer calls them."""
    np.random.seed(seed)
    b = options["b"] if "b" in options else largest_b(game.n, budget)
    begun = meter.cpu_seconds()
    signal, _ = spectralexplain.sampling_strategy(game, b, b, game.n, sample_save_dir=None, t=5)
    planned = meter.cpu_seconds() - begun - game.cpu
    transform = spectralexplain.support_recovery(options["decoding"], signal, b, t=5)
    return Fourier.of_bits(transform, game.n), {"planMs": 1000 * planned, "b": b}


def largest_b(n, budget):
    """The largest b whose 3 (r + 1) 2^b masks the budget pays; r as the package's BCH code has it."""
    from sparse_transform.qsft.codes.BCH import BCH

    rows = len(BCH(n, 5).get_delay_matrix())
    b = int(np.floor(np.log2(budget / (3 * rows))))
    if b < 3:
        raise ValueError(f"a budget of {budget} is below SPEX's smallest plan of {3 * rows * 8} masks")
    return min(b, 12)


def shapiq_spex(game, budget, seed, options):
    """shapiq's SPEX; its transform is caught on the way, before it is cut to low orders."""
    caught = {}
    inner = shapiq_sparse.sparse_fourier_transform

    def catching(signal, **args):
        caught.update(inner(signal, **args))
        return caught

    np.random.seed(seed)
    shapiq_sparse.sparse_fourier_transform = catching
    try:
        shapiq.SPEX(n=game.n, index="FBII", max_order=2, decoder_type=options["decoding"]).approximate(budget, game)
    finally:
        shapiq_sparse.sparse_fourier_transform = inner
    return Fourier.of_bits(caught, game.n), {}


def shapiq_proxyspex(game, budget, seed, options):
    caught = {}

    class Catching(shapiq.ProxySPEX):
        def fourier_to_moebius(self, four_dict):
            caught.update(four_dict)
            return super().fourier_to_moebius(four_dict)

    Catching(n=game.n, index="FBII", max_order=2, random_state=seed, hpo=options.get("hpo", True)).approximate(
        budget, game
    )
    return Fourier(caught, game.n), {}


def shapiq_proxyshap(game, budget, seed, options):
    """Its surrogate is the proxy, the best it has; the interactions are read out all the same, as that is its work."""
    method = shapiq.ProxySHAP(
        n=game.n,
        max_order=2,
        index="k-SII",
        random_state=seed,
        adjustment=options.get("adjustment", False),
        proxy_model=options.get("proxy", "xgboost"),
    )
    values = method.approximate(budget, game)
    proxy, baseline = method.proxy_model, values.baseline_value
    return Predictor(lambda x: baseline + proxy.predict(x.astype(float))), {}


def shapiq_index(make):
    def run(game, budget, seed, options):
        values = make(game.n, seed).approximate(budget, game)
        return Unanimity(values.dict_values, values.baseline_value, game.n), {}

    return run


METHODS = {
    "spectralexplain SPEX": se_spex,
    "shapiq SPEX": shapiq_spex,
    "shapiq ProxySPEX": shapiq_proxyspex,
    "shapiq ProxySHAP": shapiq_proxyshap,
    "shapiq KernelSHAP": shapiq_index(lambda n, seed: shapiq.KernelSHAP(n=n, random_state=seed)),
    "shapiq FSII": shapiq_index(lambda n, seed: shapiq.RegressionFSII(n=n, max_order=2, random_state=seed)),
    "shapiq STII": shapiq_index(
        lambda n, seed: shapiq.PermutationSamplingSTII(n=n, max_order=2, random_state=seed)
    ),
}
