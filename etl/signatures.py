"""MinHash signatures: a short fingerprint of a text from which the likeness of two texts is estimated.

    similarity(signature(one), signature(other))  ->  0.0 to 1.0

After A. Broder, "On the resemblance and containment of documents" (1997), with the usual banding to find candidates.
What counts as near is not decided here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

PERMUTATIONS = 128
BANDS = 32  # of 4 values each: two texts of similarity 0.5 share a band with probability 0.87, of 0.7 with 0.9998
SHINGLE_WORDS = 3

_WORD = re.compile(r"\w+")
_MASK = (1 << 63) - 1


def signature(text: str) -> tuple[int, ...]:
    """The MinHash of a text's three-word shingles: 128 unsigned 32-bit integers; () for a text without words."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if not words:
        return ()
    rows = [words[start:] for start in range(SHINGLE_WORDS)]
    shingles = [" ".join(shingle) for shingle in zip(*rows, strict=False)] or [" ".join(words)]
    from rensa import RMinHash

    made = RMinHash(num_perm=PERMUTATIONS, seed=1)
    made.update(shingles)
    return tuple(made.digest())


@lru_cache(maxsize=1024)  # a batch asks four times for each of its signatures
def bands(values: tuple[int, ...]) -> tuple[int, ...]:
    """63-bit hashes of the 32 bands of a signature; texts that share one are candidates."""
    rows = PERMUTATIONS // BANDS
    return tuple(_band(i, tuple(values[i * rows : (i + 1) * rows])) for i in range(BANDS if values else 0))


def _band(index: int, values: tuple[int, ...]) -> int:
    digest = hashlib.blake2b(repr((index, values)).encode(), digest_size=8).digest()
    return int.from_bytes(digest) & _MASK


def similarity(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of equal values of two signatures: an estimate of the Jaccard similarity, 0 to 1."""
    if not one or len(one) != len(other):
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)
