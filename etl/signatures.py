"""MinHash signatures: a short fingerprint of a text from which the likeness of two texts is estimated.

    similarity(signature(one), signature(other))  ->  0.0 to 1.0, the estimated Jaccard similarity of their shingles
    containment(similarity, 200, 400)             ->  how much of the shorter text stands in the longer one

After A. Broder, "On the resemblance and containment of documents" (1997), with the usual banding to find candidates.
What counts as near is not decided here.

A shingle is five words long: where one word in twenty differs all through a text, as in reports written from one
template, a fifth of its shingles differ; where one word was corrected, five of hundreds do. Of each of the 256 hash
values 16 bits are kept, which is as good for comparing (a chance of 1 in 65,536 to agree) at half the size.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import eq

PERMUTATIONS = 256
BANDS = 64  # of 4 values each: two texts of similarity 0.5 share one with probability 0.98, of 0.15 with 0.03
SHINGLE_WORDS = 5

_LOW = (1 << 14) - 1
_WORD = re.compile(r"\w+")
# "PARIS, March 3 (Agency) - ": the same text opens in each paper as its own style wants it.
_AGENCY_LINE = re.compile(r"\A[^.()\n]{0,60}\([^()\n]{2,40}\)\s*[-–—]+\s+")


def signature(text: str) -> tuple[int, ...]:
    """The MinHash of a text's five-word shingles: 256 unsigned 16-bit integers; () for a text without words."""
    words = [word.casefold() for word in _WORD.findall(_AGENCY_LINE.sub("", text))]
    if not words:
        return ()
    rows = [words[start:] for start in range(SHINGLE_WORDS)]
    shingles = [" ".join(shingle) for shingle in zip(*rows, strict=False)] or [" ".join(words)]
    from rensa import RMinHash

    made = RMinHash(num_perm=PERMUTATIONS, seed=1)
    made.update(shingles)
    return tuple(value & 0xFFFF for value in made.digest())


@lru_cache(maxsize=1024)  # a batch asks four times for each of its signatures
def bands(values: tuple[int, ...]) -> tuple[int, ...]:
    """The 64 bands of a signature, each its number and 14 bits of its values; texts that share one are candidates."""
    quarters = (values[first::4] for first in range(4))
    return tuple(
        number << 56 | (a & _LOW) << 42 | (b & _LOW) << 28 | (c & _LOW) << 14 | d & _LOW
        for number, (a, b, c, d) in enumerate(zip(*quarters, strict=True))
    )


def similarity(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of equal values of two signatures: an estimate of the Jaccard similarity, 0 to 1."""
    if not one or len(one) != len(other):
        return 0.0
    return float(sum(map(eq, one, other))) / len(one)


def containment(similar: float, words: int, other_words: int) -> float:
    """The share of the shorter text that stands in the longer one, estimated from the similarity and their lengths."""
    shorter = min(words, other_words)
    if not shorter:
        return 0.0
    shared = similar * (words + other_words) / (1 + similar)
    return min(1.0, shared / shorter)
