"""The benchmark's functions, the same on both sides: masks in, values out, with a count of calls and of the time they took."""

import json
import time

import numpy as np

ROWS = 4096


def read_game(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def unpack(words, n):
    """Rows of 32-bit words (player i = bit i mod 32 of word i // 32) as a 0/1 matrix."""
    rows = len(words)
    return np.unpackbits(words.view(np.uint8).reshape(rows, -1), axis=1, bitorder="little")[:, :n]


def pack(masks):
    rows, n = masks.shape
    padded = np.zeros((rows, max(1, (n + 31) // 32) * 32), dtype=np.uint8)
    padded[:, :n] = masks
    return np.packbits(padded, axis=1, bitorder="little").view(np.uint32)


def mix(h):
    """Murmur's 32-bit finaliser."""
    h = h ^ (h >> np.uint32(16))
    h = h * np.uint32(0x85EBCA6B)
    h = h ^ (h >> np.uint32(13))
    h = h * np.uint32(0xC2B2AE35)
    return h ^ (h >> np.uint32(16))


def hashed(words, seed):
    h = np.full(len(words), mix(np.uint32(seed) + np.uint32(0x9E3779B9)), dtype=np.uint32)
    for w in range(words.shape[1]):
        h = mix(h ^ words[:, w]) * np.uint32(5) + np.uint32(0xE6546B64)
    return mix(h)


def noise(words, seed):
    """Standard normal numbers that depend on the mask alone: asking twice gives the same answer."""
    with np.errstate(over="ignore"):
        u = (hashed(words, 2 * seed) + 0.5) / 2**32
        v = (hashed(words, 2 * seed + 1) + 0.5) / 2**32
    return np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v)


def parities(spec):
    sets = np.zeros((spec["n"], len(spec["terms"])), dtype=np.float32)
    for k, (players, _) in enumerate(spec["terms"]):
        sets[players, k] = 1
    values = np.array([value for _, value in spec["terms"]])
    return lambda x: (1 - 2 * np.mod(x.astype(np.float32) @ sets, 2)).astype(np.float64) @ values


def trees(spec):
    def add(node, x, rows, out):
        if not isinstance(node, list):
            out[rows] += node
            return
        present = x[rows, node[0]] != 0
        add(node[1], x, rows[~present], out)
        add(node[2], x, rows[present], out)

    def value(x):
        out = np.full(len(x), float(spec["bias"]))
        for tree in spec["trees"]:
            add(tree, x, np.arange(len(x)), out)
        return 1 / (1 + np.exp(-out))

    return value


def network(spec):
    weights, bias, out = np.array(spec["W"]), np.array(spec["b"]), np.array(spec["v"])
    return lambda x: spec["v0"] + np.maximum(0, x.astype(np.float64) @ weights + bias) @ out


def table(spec):
    values = np.array(spec["values"])
    places = 1 << np.arange(spec["n"])
    return lambda x: values[x.astype(np.int64) @ places]


KINDS = {"fourier": parities, "trees": trees, "network": network, "table": table}


class Game:
    """A value function that knows how often it was asked and what that cost, so that the cost can be left out."""

    def __init__(self, spec):
        self.n = spec["n"]
        self.noise = spec.get("noise")
        self.value = KINDS[spec["kind"]](spec)
        self.reset()

    def reset(self):
        self.asked = 0
        self.cpu = 0.0
        self.keys = []

    @property
    def calls(self):
        """Distinct masks asked."""
        return len(np.unique(np.concatenate(self.keys))) if self.keys else 0

    def __call__(self, masks):
        begun = time.process_time()
        masks = np.atleast_2d(np.asarray(masks))
        out = np.empty(len(masks))
        for start in range(0, len(masks), ROWS):
            rows = masks[start : start + ROWS].astype(np.uint8)
            words = pack(rows)
            out[start : start + ROWS] = self.truth(rows)
            if self.noise:
                out[start : start + ROWS] += self.noise["sigma"] * noise(words, self.noise["seed"])
            with np.errstate(over="ignore"):
                key = hashed(words, 1).astype(np.uint64) << np.uint64(32) | hashed(words, 2).astype(np.uint64)
            self.keys.append(key)
        self.asked += len(masks)
        self.cpu += time.process_time() - begun
        return out

    def truth(self, masks):
        return self.value(masks)
