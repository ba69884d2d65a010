"""Measures speed and memory in one run, as ratios to work that was measured in turn with ours.

    python -m tests.bench                       a few minutes
    python -m tests.bench --json
    python -m tests.bench --memory              peak memory only, over 1,000 and 10,000 documents
    python -m tests.bench --warc                5,000 heavy pages out of WARC files, mentions off, and nothing else
    python -m tests.bench --files               100,000 small files, then again unchanged, against sha256sum
    python -m tests.bench --archive             a ZIP of 5,000 members, unpacked in a process of its own and in ours
    python -m tests.bench --times               times in the text only: CPU time an article of 800 words
    python -m tests.bench --duplicates          near duplicates only, among 100,000 made-up articles
    python -m tests.bench --resolve             resolve only, of 1,000,000 mentions (--mentions) of 50,000 entities

Absolute figures are those of the machine and the moment. Settings count as always, such as DATELINE_MENTIONS=false.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":  # each process that is started imports this module, and needs nothing of what follows
    from tests.bench.command import main

    sys.exit(main())
