"""Which addresses LaunchHub may send to: public ones, and those that the operator allows.

The rule against server-side request forgery: what a workspace enters as a webhook must not reach the operator's own
network, the machine itself or a cloud's metadata service.
"""

import re
import socket
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Thread

from requests_hardened.ip_filter import EXTRA_BLOCKED_NET_RANGES
from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

MAX_URL_LENGTH = 2048

# What Python's `ipaddress` calls global and nobody outside may be sent to.
REFUSED_NETWORKS: tuple[IPv4Network | IPv6Network, ...] = (
    *EXTRA_BLOCKED_NET_RANGES,
    ip_network("168.63.129.16/32"),  # Azure's metadata and host agent
    ip_network("::/96"),  # IPv4-compatible IPv6 (RFC 4291, 2.5.5.1)
    ip_network("::ffff:0:0/96"),  # IPv4-mapped IPv6 (RFC 4291, 2.5.5.2)
    ip_network("::ffff:0:0:0/96"),  # IPv4-translated IPv6 (RFC 2765)
    ip_network("fec0::/10"),  # site-local, the former private range (RFC 3879)
    ip_network("2001::/32"),  # Teredo: an IPv4 address inside (RFC 4380)
)
LOCAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".onion")  # RFC 6761, 6762, 7686, 8375; ICANN 2024

_CREDENTIALS = re.compile(r"[^/?#]*//[^/?#]*@")
_NOT_IN_A_URL = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
_ENDS_IN_A_NUMBER = re.compile(r"(^|\.)(\d+|0x[0-9a-f]*)\.?$", re.IGNORECASE)  # URL standard, "ends in a number"
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.IGNORECASE)

# One answer of `socket.getaddrinfo`: family, type, protocol, canonical name, socket address.
Answer = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int] | tuple[str, int, int, int]]


class OutboundError(Exception):
    """A request could not be sent or got no answer; the text is a short reason in plain words."""


class UnsafeAddress(OutboundError):
    """The address is one that LaunchHub refuses to send to."""


class Unreachable(OutboundError):
    """Nothing answers at the address."""


class TimedOut(OutboundError):
    """The answer took longer than it may."""


@dataclass(frozen=True)
class AllowList:
    """The operator's own targets, which may be anywhere."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def admits(self, host: str, address: IPv4Address | IPv6Address) -> bool:
        """Say whether the operator allows `host` by name or `address` by network."""
        return host in self.hosts or any(address in network for network in self.networks)


@lru_cache
def parse_allow(text: str) -> AllowList:
    """Read `OUTBOUND_ALLOW`: networks, addresses and host names, separated by commas.

    Raises `ValueError` naming the entry that is none of these.
    """
    hosts, networks = set(), []
    for entry in filter(None, map(str.strip, text.split(","))):
        try:
            networks.append(ip_network(entry.strip("[]"), strict=False))
        except ValueError:
            if not _HOST.fullmatch(entry) or _ENDS_IN_A_NUMBER.search(entry):
                raise ValueError(f"OUTBOUND_ALLOW: {entry!r} is neither a network nor a host name.") from None
            hosts.add(entry.lower())
    return AllowList(frozenset(hosts), tuple(networks))


def parse_target(url: str, allow: AllowList) -> Url:
    """Take a URL apart for whoever connects, without looking anything up.

    Raises `UnsafeAddress` for anything but plain http or https to a host written in the usual form.
    """
    if len(url) > MAX_URL_LENGTH:
        raise UnsafeAddress(f"The address is longer than {MAX_URL_LENGTH} characters.")
    if _NOT_IN_A_URL.search(url):
        raise UnsafeAddress("The address contains a space, a backslash or a control character.")
    try:
        target = parse_url(url)
    except (LocationParseError, ValueError):
        raise UnsafeAddress("This is not a valid web address.") from None
    if target.scheme not in ("http", "https"):
        raise UnsafeAddress("The address must begin with https:// or http://.")
    if _CREDENTIALS.match(url):
        raise UnsafeAddress("The address must not contain a user name or password.")
    if not target.host or target.port == 0:
        raise UnsafeAddress("The address must name a host, and a port other than 0.")
    _check_host(bare(target.host), allow)
    return target


def bare(host: str) -> str:
    """Return a host as the resolver takes it: lower case, no brackets, no final dot."""
    return host.strip("[]").rstrip(".").lower()


def safe_answers(host: str, port: int, allow: AllowList, timeout: float) -> list[Answer]:
    """Look `host` up, for at most `timeout` seconds, and return the socket addresses that may be connected to.

    Raises `UnsafeAddress` when any of them is refused, so that a name can't hide a private address behind a public
    one; `Unreachable` when the name is unknown; `TimedOut`.
    """
    answers = _look_up(host, port, timeout)
    for *_, address in answers:
        if not is_allowed(host, address[0], allow):
            shown = host if host == address[0] else f"{host} leads to {address[0]}, which"
            raise UnsafeAddress(f"{shown} is not a public address.")
    return answers


def is_allowed(host: str, address: str, allow: AllowList) -> bool:
    """Say whether `address`, found for `host`, may be connected to."""
    ip = ip_address(address.partition("%")[0])
    return allow.admits(host, ip) or is_public(ip)


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Say whether `ip` is an ordinary address of the open internet, and holds no other address inside."""
    special = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local
    return ip.is_global and not special and not any(ip in network for network in REFUSED_NETWORKS)


def _check_host(host: str, allow: AllowList) -> None:
    if "%" in host:
        raise UnsafeAddress("The host must not contain a percent sign.")
    if _ENDS_IN_A_NUMBER.search(host):
        try:
            IPv4Address(host)
        except ValueError:
            raise UnsafeAddress(f"{host} is no address in the usual form of four numbers from 0 to 255.") from None
    # Where the operator allows networks, a local name is judged by the address that it leads to.
    if f".{host}".endswith(LOCAL_NAMES) and host not in allow.hosts and not allow.networks:
        raise UnsafeAddress(f"{host} is a name for a local network, not a public address.")


def _look_up(host: str, port: int, timeout: float) -> list[Answer]:
    # The system's resolver can't be interrupted: it runs in a thread of its own, which is left behind when it is late.
    found: Future[list[Answer]] = Future()
    Thread(target=_resolve, args=(host, port, found), daemon=True).start()
    try:
        return found.result(timeout)
    except TimeoutError:
        raise TimedOut(f"The name {host} was not found in time.") from None
    except (OSError, UnicodeError):
        raise Unreachable(f"There is no address for the name {host}.") from None


def _resolve(host: str, port: int, found: "Future[list[Answer]]") -> None:
    try:
        found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))  # type: ignore[arg-type]
    except Exception as error:
        found.set_exception(error)
