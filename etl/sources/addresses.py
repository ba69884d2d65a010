"""Which addresses may be reached: http and https, and only machines of the public internet.

    target = read_url("https://news.example/a?b=1")         host, port and path, as they will be asked
    reachable("news.example", 443, allowed=frozenset(), resolver=resolve)        ("203.0.113.7",)

A name is judged by every address it resolves to, and the connection is made to one of those very addresses, so an
answer that changes between check and connection gains nothing. What an operator allows by name is not judged. It
opens no connection and follows no redirect.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from etl.errors import RejectionCode, Unreadable

# From a host and port to its addresses, as texts; raises OSError when there are none.
Resolver = Callable[[str, int], tuple[str, ...]]

URL_CHARACTERS: Final = 2_048
_PORTS = {"http": 80, "https": 443}
# Ranges that lead inwards and that `is_global` of Python 3.11 and 3.12 lets pass: addresses that carry another one
# (6to4), translation for local use, and blocks that IANA gave out later (its special-purpose registries, 2026).
_INWARD = tuple(
    ip_network(block)
    for block in ("192.0.0.0/24", "192.88.99.0/24", "2002::/16", "64:ff9b:1::/48", "3fff::/20", "5f00::/16")
)
_NAT64 = ip_network("64:ff9b::/96")  # carries an IPv4 address in its last 32 bits (RFC 6052)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address in the parts a request needs; credentials and fragment are gone."""

    scheme: str
    host: str  # lower case, IDNA, without brackets
    port: int
    path: str  # with the query
    url: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt is about."""
        return self.url[: len(self.url) - len(self.path)]


def read_url(url: str, *, base: str | None = None, most: int = URL_CHARACTERS) -> Target:
    """The parts of an address, which may be relative to `base`.

    One parser reads it for the check and for the request, so there are no two opinions about its host.

    Raises:
        Unreadable: REFUSED_ADDRESS for another scheme than http and https, MALFORMED for what is no address, TOO_LARGE
            for more characters than `most`.
    """
    if len(url) > most:
        raise Unreadable(RejectionCode.TOO_LARGE, f"It has more characters than DATELINE_URL_CHARACTERS ({most:,}).")
    try:
        parts = parse_url(urljoin(base, url.strip()) if base else url.strip())
    except (LocationParseError, ValueError) as error:
        raise Unreadable(RejectionCode.MALFORMED, f"It is no address: {_shown(url)}.") from error
    if parts.scheme not in _PORTS:
        said = f"Only http and https are fetched, not {_shown(parts.scheme or 'what has no scheme')}."
        raise Unreadable(RejectionCode.REFUSED_ADDRESS, said)
    if not parts.host:
        raise Unreadable(RejectionCode.MALFORMED, f"It is no address: {_shown(url)}.")
    port = parts.port or _PORTS[parts.scheme]
    place = parts.host if port == _PORTS[parts.scheme] else f"{parts.host}:{port}"
    path = parts.request_uri
    host = parts.host.strip("[]").lower().rstrip(".")
    return Target(scheme=parts.scheme, host=host, port=port, path=path, url=f"{parts.scheme}://{place}{path}")


def _shown(text: str) -> str:
    return ascii(text[:100])


def resolve(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a host by the system's resolver, in its order.

    Raises:
        OSError: it has none, or the resolver does not answer.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label of more than 63 characters
        raise OSError("the name cannot be resolved") from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet.

    >>> is_public("169.254.169.254"), is_public("::ffff:10.0.0.1"), is_public("64:ff9b::7f00:1"), is_public("8.8.8.8")
    (False, False, False, True)
    """
    found = _carried(ip_address(address))
    return found.is_global and not found.is_multicast and not any(found in block for block in _INWARD)


def _carried(found: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside an IPv6 one that only wraps it."""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        return found.ipv4_mapped
    return IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else found


def reachable(host: str, port: int, *, allowed: frozenset[str], resolver: Resolver) -> tuple[str, ...]:
    """The addresses at which a host may be reached.

    Raises:
        Unreadable: REFUSED_ADDRESS when even one of its addresses is not public.
        OSError: the host has no address.
    """
    addresses = resolver(host, port)
    refused = () if host in allowed else [address for address in addresses if not is_public(address)]
    if refused:
        said = f"{_shown(host)} is at {refused[0]}, which is not of the public internet."
        raise Unreadable(RejectionCode.REFUSED_ADDRESS, f"{said} DATELINE_FETCH_ALLOWED_HOSTS can name it.")
    return addresses
