from __future__ import annotations

import pytest

from rag.loading.addresses import is_loopback, is_public, is_public_name

CLOSED = """
    127.0.0.1 127.9.9.9 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
    100.127.255.254 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
    255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12:3456::1 fec0::1 ff02::1 2001:db8::1 100::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
    2002:7f00:1:: 2002:a00:1:: 192.88.99.1 255.255.255.254 3fff::1 5f00::1 4000::1 e000::1 ff0e::1 ::8.8.8.8
    ::ffff:8.8.8.8 ::ffff:0:8.8.8.8 64:ff9b:1::808:808 2606:2800:220:1:0:5efe:10.0.0.1
    2606:2800:220:1:200:5efe:7f00:1 2001:2::1 2001:10::1 100:0:0:1::1 2001:0:4136:e378:8000:63bf:3fff:fdd2
    2001:0:7f00:1:: localhost example.org 1.2.3
""".split()


@pytest.mark.parametrize("address", [*CLOSED, ""])
def test_what_is_not_of_the_public_internet_is_closed(address: str):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:2800:220:1::1", "64:ff9b::808:808"]
)
def test_public_addresses_are_open(address: str):
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["example.org", "www.Example.ORG.", "xn--bcher-kva.example", "a_b.example.org", "1.example", "10.0.0.1.org"]
)
def test_a_name_with_a_public_ending_may_be_public(host: str):
    assert is_public_name(host)


NO_NAMES = """
    localhost intranet printer.local host.docker.internal a.b.lan router.home.arpa x.corp y.onion wpad z.localhost.
    127.0.0.1 127.0.0.1. 127.1 0x7f.1 1.2.3.4.5 a.0x7f 2130706433 ::1 fe80::1%lo 127.0.0.1%00.example.org a..b . ..
    a.b%2f
""".split()


@pytest.mark.parametrize("host", [*NO_NAMES, "", "a b.org", "\uff11.org", "a\0.org", "a@b.org"])
def test_a_name_of_somebodys_own_network_and_what_is_no_name_are_not_public(host: str):
    assert not is_public_name(host)


@pytest.mark.parametrize("host", ["localhost", "LocalHost.", "app.localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_this_machine_is_known_by_its_names(host: str):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["example.org", "localhost.example.org", "10.0.0.1", "0.0.0.0", "notlocalhost", ""])
def test_others_are_not_this_machine(host: str):
    assert not is_loopback(host)
