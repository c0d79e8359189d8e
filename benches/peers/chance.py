"""Random numbers for compiled code: SplitMix64 (Steele, Lea and Flood 2014), and standard normal numbers by the ziggurat (Marsaglia and
Tsang 2000, with the layers of Doornik 2005). `state` is one `uint64` in an array; a trial depends on seed and number alone."""

import math

import numpy as np
from numba import njit, uint64

LAYERS = 256
EDGE, AREA = 3.6541528853610088, 0.00492867323399  # of 256 layers


def ziggurat() -> tuple[np.ndarray, np.ndarray]:
    """Right edges of the layers, and the density (without its factor) there."""
    x = np.zeros(LAYERS + 1)
    x[0], x[1] = AREA / math.exp(-EDGE * EDGE / 2.0), EDGE
    for i in range(2, LAYERS):
        x[i] = math.sqrt(-2.0 * math.log(AREA / x[i - 1] + math.exp(-x[i - 1] * x[i - 1] / 2.0)))
    return x, np.exp(-x * x / 2.0)


EDGES, DENSITIES = ziggurat()
STEP = np.uint64(0x9E3779B97F4A7C15)
MIX_1, MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S30, S27, S31, S11 = (np.uint64(n) for n in (30, 27, 31, 11))
LOW = np.uint64(LAYERS - 1)
UNIT = 2.0**-53


@njit(inline="always")
def mixed(z):
    z = (z ^ (z >> S30)) * MIX_1
    z = (z ^ (z >> S27)) * MIX_2
    return z ^ (z >> S31)


@njit(inline="always")
def bits(state):
    state[0] += STEP
    return mixed(state[0])


@njit
def start_stream(state, seed, trial):
    """Starts the stream of a trial."""
    state[0] = mixed(mixed(uint64(seed) + STEP) + uint64(trial) * MIX_1)


@njit(inline="always")
def uniform(state):
    """Between 0 and 1, never either."""
    return (float(bits(state) >> S11) + 0.5) * UNIT


@njit
def normal(state):
    """Standard normal."""
    while True:
        b = bits(state)
        i = b & LOW
        x = (float(b >> S11) * (2.0 * UNIT) - 1.0) * EDGES[i]
        if abs(x) < EDGES[i + np.uint64(1)]:
            return x
        if i == 0:
            return tail(state, x)
        low, high = DENSITIES[i], DENSITIES[i + np.uint64(1)]
        if low + uniform(state) * (high - low) < math.exp(-0.5 * x * x):
            return x


@njit
def tail(state, side):
    """Beyond the last layer, on the side of `side`."""
    while True:
        x = -math.log(uniform(state)) / EDGE
        if -2.0 * math.log(uniform(state)) > x * x:
            return math.copysign(EDGE + x, side)
