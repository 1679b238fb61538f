"""Runs reference methods for the benchmark: a request (JSON) a line on standard input, an answer (JSON) a line on standard output."""

import json
import os
import sys
import time
import traceback
import warnings

# The answers go to the real standard output; whatever a library prints goes to standard error.
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
warnings.filterwarnings("ignore")

begun_wall, begun_cpu = time.perf_counter(), time.process_time()
import numpy as np  # noqa: E402

import meter  # noqa: E402
import regression  # noqa: E402
import structured  # noqa: E402
from game import Game, read_game, unpack  # noqa: E402

PACKAGES = ["spectralexplain", "sparse-transform", "shapiq", "galois", "numba", "lightgbm", "xgboost-cpu", "scikit-learn", "numpy"]


def hello():
    from importlib.metadata import version

    return {
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "packages": {name: version(name) for name in PACKAGES},
        "importWallMs": 1000 * imported_wall,
        "importCpuMs": 1000 * imported_cpu,
        "peakMiB": meter.peak_mib(),
    }


def truth(request):
    """Values of a game on given masks without and with its noise, so that both sides can be compared."""
    spec = read_game(request["game"])
    game = Game(spec)
    masks = unpack(words_of(request["test"], spec["n"]), spec["n"])
    np.concatenate([game.truth(masks), game(masks)]).tofile(request["out"])
    return {}


def run(request):
    spec = read_game(request["game"])
    name, seed, options = request["method"], request["seed"], request["options"]
    recorded = spec["kind"] == "recorded"
    game = None if recorded else Game(spec)
    x, y = None, None
    if name in regression.READERS:
        if recorded:
            x = np.array([[int(c) for c in row] for row in spec["masks"][: request["budget"]]], dtype=np.uint8)
            y = np.array(spec["values"][: request["budget"]])
        else:
            x = regression.uniform(spec["n"], request["budget"], seed)
            y = game(x)
    if game is not None and x is None:
        game.reset()
    exact_peak = meter.reset_peak()
    model_cpu = 0.0 if x is None else (game.cpu if game else 0.0)
    begun_wall, begun = time.perf_counter(), meter.cpu_seconds()
    cut, surrogate, details = False, None, {}
    try:
        with meter.Limit(request["limitSeconds"]):
            if x is not None:
                surrogate = regression.READERS[name](x, y, seed, options)
            else:
                method = {**structured.METHODS, **regression.METHODS}[name]
                surrogate, details = method(game, request.get("budget"), seed, options)
    except meter.CutOff:
        cut = True
    cpu = meter.cpu_seconds() - begun
    wall = time.perf_counter() - begun_wall
    if game is not None:
        cpu -= game.cpu - model_cpu
    answer = {
        "cut": cut,
        "cpuMs": 1000 * cpu,
        "wallMs": 1000 * wall,
        "peakMiB": meter.peak_mib(),
        "exactPeak": exact_peak,
        "calls": len(x) if recorded else game.calls,
        "asked": len(x) if recorded else game.asked,
    }
    if "planMs" in details:
        answer["planMs"] = details["planMs"]
        answer["estimateMs"] = answer["cpuMs"] - details["planMs"]
    if surrogate is not None and request["out"]:
        masks = unpack(words_of(request["test"], spec["n"]), spec["n"])
        np.asarray(surrogate.predict(masks), dtype=np.float64).tofile(request["out"])
        if surrogate.terms is not None:
            answer["termCount"] = len(surrogate.terms)
            if spec["kind"] == "fourier":
                answer["terms"] = [[list(players), value] for players, value in surrogate.terms.items()]
    return answer


def words_of(path, n):
    return np.fromfile(path, dtype=np.uint32).reshape(-1, max(1, (n + 31) // 32))


imported_wall, imported_cpu = time.perf_counter() - begun_wall, time.process_time() - begun_cpu
OPERATIONS = {"hello": lambda request: hello(), "truth": truth, "run": run}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = OPERATIONS[request["op"]](request)
    except Exception as error:
        traceback.print_exc()
        answer = {"error": f"{type(error).__name__}: {error}"[:300]}
    answers.write(json.dumps({"id": request["id"], **answer}) + "\n")
    answers.flush()
