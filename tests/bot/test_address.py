"""Addresses: nobody can name another one than their own, unless a listed proxy says so."""
from __future__ import annotations

import pytest

from bot.address import asking

PROXIES = ("10.0.0.0/8", "127.0.0.1", "fd00::/8")


@pytest.mark.parametrize(
    "peer, forwarded, found",
    [
        ("203.0.113.5", [], "203.0.113.5"),
        ("203.0.113.5", ["198.51.100.1"], "203.0.113.5"),  # not a listed proxy
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),  # what comes before may be made up
        ("10.0.0.1", ["1.1.1.1", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", ["1.1.1.1, nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["'; DROP TABLE x; --"], "10.0.0.1"),
        ("fd00::1", ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:aaaa::1", [], "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.5", [], "203.0.113.5"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        (None, ["198.51.100.1"], None),
        ("", [], None),
    ],
)
def test_the_address_that_counts(peer: str, forwarded: list[str], found: str) -> None:
    assert asking(peer, forwarded, PROXIES) == found


def test_without_listed_proxies_only_the_connection_counts() -> None:
    assert asking("127.0.0.1", ["198.51.100.1"], ()) == "127.0.0.1"


def test_two_addresses_of_one_ipv6_site_are_one() -> None:
    assert asking("2001:db8::1", [], ()) == asking("2001:db8::ffff:2", [], ()) != asking("2001:db8:0:1::1", [], ())
