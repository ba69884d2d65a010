r"""What a site's robots.txt lets us fetch, by RFC 9309.

    rules = read_rules(200, b"User-agent: *\nDisallow: /private/")
    rules.allows("https://news.example/private/a")        False

A file that is not there allows everything; one that cannot be had just now allows nothing yet. It fetches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from protego import Protego

PRODUCT: Final = "dateline"  # the product token that a group of rules names
_READ_BYTES = 512_000  # section 2.5: at least 500 kibibytes
_LONGEST_PAUSE = 60.0  # a site that asks for more in Crawl-delay, which the RFC does not know, gets this


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one site."""

    parsed: Protego | None = None  # None: everything is allowed
    unreachable: str | None = None  # why the rules cannot be had just now, so that nothing may be fetched yet

    def allows(self, url: str) -> bool:
        """Whether this address may be fetched."""
        return self.parsed is None or self.parsed.can_fetch(url, PRODUCT)

    @property
    def pause(self) -> float:
        """Seconds that the site wants between two requests; 0 when it says nothing."""
        delay = self.parsed.crawl_delay(PRODUCT) if self.parsed else None
        return min(max(delay or 0.0, 0.0), _LONGEST_PAUSE)


def read_rules(status: int, body: bytes) -> Rules:
    """The rules in an answer whose status is final: neither a redirect nor a failure of the server."""
    if status not in {200, 203}:
        return Rules()
    return Rules(Protego.parse(body[:_READ_BYTES].decode("utf-8", "replace")))
