"""MinHash signatures: a short fingerprint of a text from which the likeness of two texts is estimated.

    similarity(signature(one), signature(other))  ->  0.0 to 1.0, the estimated Jaccard similarity of their shingles
    containment(similarity, 200, 400)             ->  how much of the shorter text stands in the longer one

After A. Broder, "On the resemblance and containment of documents" (1997), with the usual banding to find candidates.
What counts as near is not decided here.

A signature is 512 bytes: 256 values of 16 bits, the higher byte first; b"" is that of a text without words.

A shingle is five words long: where one word in twenty differs all through a text, as in reports written from one
template, a fifth of its shingles differ; where one word was corrected, five of hundreds do. Of each of the 256 hash
values 16 bits are kept, which is as good for comparing (a chance of 1 in 65,536 to agree) at half the size.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache

PERMUTATIONS = 256
SHINGLE_WORDS = 5
# A band is four values that two texts must have in common to be compared: one that the six bands of a group share, and
# three of its own. Two texts of similarity 0.5 share a band with probability 0.98, of 0.7 with 0.9999, of 0.15 with
# 0.04.
GROUPS = 12
GROUP_BANDS = 6
BANDS = GROUPS * GROUP_BANDS

_LOW = (1 << 13) - 1
_LANES = int.from_bytes(b"\0\1" * PERMUTATIONS)
_BELOW = _LANES * 0x7FFF  # all bits of each lane but its highest
_WORD = re.compile(r"\w+")
# "PARIS, March 3 (Agency) - ": the same text opens in each paper as its own style wants it.
_AGENCY_LINE = re.compile(r"\A[^.()\n]{0,60}\([^()\n]{2,40}\)\s*[-–—]+\s+")


def signature(text: str) -> bytes:
    """The MinHash of a text's five-word shingles: 256 unsigned 16-bit integers, big-endian; b"" without words."""
    words = [word.casefold() for word in _WORD.findall(_AGENCY_LINE.sub("", text))]
    if not words:
        return b""
    rows = [words[start:] for start in range(SHINGLE_WORDS)]
    shingles = [" ".join(shingle) for shingle in zip(*rows, strict=False)] or [" ".join(words)]
    from rensa import RMinHash

    made = RMinHash(num_perm=PERMUTATIONS, seed=1)
    made.update(shingles)
    return struct.pack(f">{PERMUTATIONS}H", *(value & 0xFFFF for value in made.digest()))


@lru_cache(maxsize=1024)  # a batch asks four times for each of its signatures
def bands(made: bytes) -> tuple[int, ...]:
    """The 72 bands of a signature, each its group, the value of the group, its place there and 13 bits of three values.

    Texts that share one are candidates. The bands of a group differ in their last bits only, so that an index keeps
    them side by side: it is read and written at 12 places for a text and not at 72.
    """
    if not made:
        return ()
    values = struct.unpack(f">{PERMUTATIONS}H", made)
    own = zip(*(values[GROUPS + first :: 3] for first in range(3)), strict=False)
    return tuple(
        group << 58 | values[group] << 42 | place << 39 | (a & _LOW) << 26 | (b & _LOW) << 13 | c & _LOW
        for (group, place), (a, b, c) in zip(_PLACES, own, strict=False)
    )


_PLACES = tuple((group, place) for group in range(GROUPS) for place in range(GROUP_BANDS))


def similarity(one: bytes, other: bytes) -> float:
    """The share of equal values of two signatures: an estimate of the Jaccard similarity, 0 to 1.

    All values are compared at once, as lanes of one long number: a lane is zero in the exclusive or of the two where
    they are equal, and its highest bit ends up set where they are not.
    """
    if not one or len(one) != len(other):
        return 0.0
    differing = int.from_bytes(one) ^ int.from_bytes(other)
    unequal = ((((differing & _BELOW) + _BELOW) | differing) >> 15 & _LANES).bit_count()
    return 1 - unequal / PERMUTATIONS


def containment(similar: float, words: int, other_words: int) -> float:
    """The share of the shorter text that stands in the longer one, estimated from the similarity and their lengths."""
    shorter = min(words, other_words)
    if not shorter:
        return 0.0
    shared = similar * (words + other_words) / (1 + similar)
    return min(1.0, shared / shorter)
