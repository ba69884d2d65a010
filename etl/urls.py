"""Addresses of pages: brought to one form for comparing, reduced to a registered domain, read for a date.

    >>> canonical_url("HTTP://News.Example.org:80/a/story/?utm_source=x&id=7#top")
    'https://news.example.org/a/story?id=7'

The canonical form is for comparing, not for fetching: it drops credentials, fragments and tracking parameters and
calls every scheme https. This module opens no connection; the public suffix list is the one packaged with `tld`.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

# Longer than any browser or server takes; what is longer is no address but a payload.
MAX_CHARACTERS: Final = 8192

DEFAULT_PORTS: Final = frozenset({80, 443})

# Parameters that say how a reader came to the page, never which page it is: each is documented by the product that
# adds it (Google Analytics and Ads, Meta, Microsoft Ads, Mailchimp, Yandex, Matomo, HubSpot, Adobe, Outbrain, Taboola,
# Twitter) or is the plain word of many newspapers for the same thing.
TRACKING_PREFIXES: Final = (
    "utm_",
    "pk_",
    "mtm_",
    "matomo_",
    "hsa_",
    "at_",
    "ns_",
    "wt_",
    "wt.",
    "ga_",
    "oly_",
    "vero_",
)
TRACKING_NAMES: Final = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid igshid igsh ttclid li_fat_id epik srsltid
    mc_cid mc_eid mkt_tok _hsenc _hsmi __hstc __hssc __hsfp s_cid icid ncid cmpid cmp campaign_id ito ocid smid smtyp
    partner ref ref_src ref_url referrer referer source src via xtor xtref outputtype amp_js_v usqp guccounter
    guce_referrer guce_referrer_sig sharetype share socialreferer feedtype rss spm scid cid taid soc_src soc_trk sref
    """.split()  # noqa: SIM905 - a word list reads better than sixty quoted strings
)

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/%:@!$&'()*+,;=-._~"
_QUERY_SAFE = _PATH_SAFE + "?"
_HOST = re.compile(r"[a-z0-9_.-]+|\[[0-9a-f:.]+\]")


@lru_cache(maxsize=256)  # a page tells its address many times, and each is asked for several times
def canonical_url(url: str) -> str | None:
    """The form of an http(s) address in which two addresses of one page are equal; None for anything else.

    A fixed point: `canonical_url(canonical_url(x)) == canonical_url(x)`. Never raises. Rules: RFC 3986, section 6.2
    (case, escapes, dot segments, default port), and on top of it what the press adds (tracking, https, last slash).
    """
    if len(url) > MAX_CHARACTERS:
        return None
    try:
        parts = urlsplit(url.strip())
        host = _host(parts.hostname or "")
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or host is None:
        return None
    netloc = host if port is None or port in DEFAULT_PORTS else f"{host}:{port}"
    query = _query(parts.query)
    return f"https://{netloc}{_path(parts.path)}" + (f"?{query}" if query else "")


def _host(name: str) -> str | None:
    """A host name in lower case and ASCII (IDNA), an IPv6 address in brackets; None when it is neither."""
    lowered = name.lower().rstrip(".")
    if ":" in lowered:
        lowered = f"[{lowered}]"
    elif not lowered.isascii():
        lowered = lowered.encode("idna").decode("ascii").lower().rstrip(".")  # UnicodeError is a ValueError
    return lowered if _HOST.fullmatch(lowered) and lowered.strip(".") else None


def _normalized_escapes(text: str, safe: str) -> str:
    """Escapes in upper case, none for unreserved characters, one for each other character that may not stand bare."""
    quoted = quote(text, safe=safe, errors="replace")
    quoted = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quoted)
    return _ESCAPE.sub(_plain_or_upper, quoted)


def _plain_or_upper(match: re.Match[str]) -> str:
    byte = int(match[1], 16)
    return chr(byte) if byte in _UNRESERVED else match[0].upper()


def _path(path: str) -> str:
    """The path without dot segments and without a slash at its end; "/" for the root."""
    kept: list[str] = []
    for segment in _normalized_escapes(path, _PATH_SAFE).split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept).strip("/")


def _query(query: str) -> str:
    """The parameters that name the page, sorted."""
    pieces = (_normalized_escapes(piece, _QUERY_SAFE) for piece in query.split("&"))
    return "&".join(sorted(piece for piece in pieces if piece and not _is_tracking(piece)))


def _is_tracking(parameter: str) -> bool:
    name = parameter.split("=", 1)[0].lower()
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)


@lru_cache(maxsize=256)
def registered_domain(url: str) -> str | None:
    """The domain somebody registered: "example.co.uk" of "https://www.news.example.co.uk/x"; None when there is none.

    A bare host name is taken too. Hosts of platforms that hand out names (the private part of the public suffix list)
    count as suffixes, since what stands before them is the publication: "jane.blogspot.com".
    """
    canonical = canonical_url(url if "://" in url else f"https://{url}")
    if canonical is None:
        return None
    from tld import get_fld

    address = canonical.split("?", 1)[0]
    for private in (True, False):
        domain = get_fld(address, fail_silently=True, search_private=private)
        if domain:
            return str(domain)
    return None


_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_.-])(\d{1,2}|[a-z]{3})\2(\d{1,2})(?!\d)", re.IGNORECASE)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2}|[a-z]{3})/", re.IGNORECASE)
_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def date_in_url(url: str) -> str | None:
    """The date in the path of an address, as ISO 8601 of its own precision: "2018-09-07", "2018-09"; None without one.

    >>> date_in_url("https://example.org/2018/sep/07/rain")
    '2018-09-07'
    """
    path = _path_of(url)
    for pattern, groups in ((_DAY, (1, 3, 4)), (_COMPACT, (1, 2, 3))):
        for match in pattern.finditer(path):
            found = _iso_day(*match.group(*groups))
            if found:
                return found
    month = _MONTH.search(path)
    number = _month_number(month[2]) if month else None
    return f"{month[1]}-{number:02d}" if month and number else None


def _path_of(url: str) -> str:
    try:
        return unquote_to_bytes(urlsplit(url[:MAX_CHARACTERS]).path).decode("utf-8", "replace")
    except ValueError:
        return ""


def _month_number(text: str) -> int | None:
    if text.lower() in _MONTH_NAMES:
        return _MONTH_NAMES.index(text.lower()) + 1
    return int(text) if text.isdecimal() and 1 <= int(text) <= 12 else None


def _iso_day(year: str, month: str, day: str) -> str | None:
    number = _month_number(month)
    try:
        return date(int(year), number or 0, int(day)).isoformat()
    except ValueError:
        return None
