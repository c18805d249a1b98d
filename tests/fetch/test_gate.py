"""THREATS "SSRF": the gate by itself, on hosts, addresses and resolvers."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from pricetrail.errors import EgressDenied, UsageError
from pricetrail.fetch.gate import Egress, Endpoint, GuardedResolver, is_public
from tests.support.hostile_urls import PRIVATE_ADDRESSES, PRIVATE_LITERALS, PUBLIC_ADDRESSES
from tests.support.resolvers import ScriptedResolver


async def resolved(egress: Egress, *addresses: str, host: str = "shop.example") -> list[str]:
    results = await GuardedResolver(egress, ScriptedResolver(list(addresses))).resolve(host, 443)
    return [result["host"] for result in results]


@pytest.mark.threat("CVE-2026-27696", "the gate itself")
@pytest.mark.parametrize("address", PRIVATE_ADDRESSES)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_no_v4_address_that_python_calls_private_is_public(address: IPv4Address) -> None:
    special = address.is_private or address.is_multicast or address.is_reserved
    assert not (is_public(address) and (special or address.is_loopback or address.is_link_local))


@given(st.ip_addresses(v=4))
def test_no_v6_address_that_carries_a_v4_one_is_public(address: IPv4Address) -> None:
    number = int(address)
    for prefix, shift in [("::ffff:0:0", 0), ("::", 0), ("64:ff9b::", 0), ("2002::", 80)]:
        assert not is_public(IPv6Address(int(IPv6Address(prefix)) | number << shift))


@pytest.mark.threat("CVE-2026-27696", "the gate itself")
@pytest.mark.parametrize("url", PRIVATE_LITERALS)
def test_private_literals_are_refused_by_their_text(url: str) -> None:
    with pytest.raises(EgressDenied):
        Egress().check(URL(url))


@pytest.mark.parametrize("url", PRIVATE_LITERALS)
def test_allowing_a_name_allows_no_address(url: str) -> None:
    with pytest.raises(EgressDenied):
        Egress(["shop.lan"]).check(URL(url))


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34/",
        "http://[2606:2800:220:1:248:1893:25c8:1946]/",
        "https://shop.example/",
        "https://shop.example./",
        "https://bücher.example/",
        "http://1.shop/",
        "http://0x1.shop.example/",
    ],
)
def test_public_urls_pass(url: str) -> None:
    Egress().check(URL(url))


@pytest.mark.parametrize("scheme", ["file", "ftp", "gopher", "ws", "data", "javascript"])
def test_other_schemes_are_refused(scheme: str) -> None:
    with pytest.raises(EgressDenied, match="not http"):
        Egress().check(URL(f"{scheme}://shop.example/"))


@pytest.mark.parametrize(
    ("allow", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("10.0.0.0/8", "http://10.1.2.3/"),
        ("127.0.0.1/8", "http://127.9.9.9/"),
        ("::1", "http://[::1]/"),
        ("[::1]", "http://[::1]/"),
        ("fd00::/8", "http://[fd12::1]/"),
    ],
)
def test_the_operator_may_allow_addresses(allow: str, url: str) -> None:
    Egress([allow]).check(URL(url))


def test_an_allowed_network_allows_no_odd_spelling() -> None:
    with pytest.raises(EgressDenied, match="odd spelling"):
        Egress(["127.0.0.0/8"]).check(URL("http://127.1/"))


@pytest.mark.parametrize("entry", ["10.0.0.0/33", "shop.lan/path", "http://shop.lan"])
def test_an_entry_that_is_neither_host_nor_network_is_a_usage_error(entry: str) -> None:
    with pytest.raises(UsageError, match="neither a host nor a network"):
        Egress([entry])


async def test_the_resolver_hands_on_admitted_addresses_only() -> None:
    assert await resolved(Egress(), "10.0.0.1", "93.184.216.34", "::1") == ["93.184.216.34"]


@pytest.mark.threat("CVE-2026-27696", "the gate itself")
@pytest.mark.parametrize("address", PRIVATE_ADDRESSES)
async def test_a_name_with_private_addresses_only_is_refused(address: str) -> None:
    with pytest.raises(EgressDenied, match=r"shop\.example resolves to .* not a public address"):
        await resolved(Egress(), address)


async def test_a_name_without_addresses_is_the_callers_trouble() -> None:
    assert await resolved(Egress()) == []


@pytest.mark.parametrize("host", ["shop.lan", "SHOP.lan.", "shop.lan."])
async def test_an_allowed_name_may_be_private(host: str) -> None:
    assert await resolved(Egress(["Shop.LAN"]), "10.0.0.1", host=host) == ["10.0.0.1"]


async def test_an_allowed_name_allows_no_other_name() -> None:
    with pytest.raises(EgressDenied):
        await resolved(Egress(["shop.lan"]), "10.0.0.1", host="sub.shop.lan")


async def test_a_mapped_host_is_served_from_its_endpoint_without_dns() -> None:
    script = ScriptedResolver(["93.184.216.34"])
    egress = Egress(
        host_map={"Shop.Test": Endpoint("127.0.0.1", 8123), "six.test": Endpoint("::1", 1)}
    )
    resolver = GuardedResolver(egress, script)
    egress.check(URL("https://shop.test./p"))
    [four] = await resolver.resolve("shop.test.", 443)
    [six] = await resolver.resolve("six.test", 443)
    assert (four["host"], four["port"], four["family"]) == ("127.0.0.1", 8123, socket.AF_INET)
    assert (six["host"], six["port"], six["family"]) == ("::1", 1, socket.AF_INET6)
    assert script.asked == []


async def test_a_name_below_localhost_is_this_machine_and_is_never_asked_for() -> None:
    script = ScriptedResolver(["93.184.216.34"])
    (found,) = await GuardedResolver(Egress(("127.0.0.1",), {}), script).resolve("a.localhost", 80)
    assert (found["host"], found["port"], script.asked) == ("127.0.0.1", 80, [])
    with pytest.raises(EgressDenied, match="not a public address"):
        await GuardedResolver(Egress((), {}), script).resolve("a.localhost.", 80)
    assert script.asked == []
