"""Certificates made for the test, and TLS servers that show them."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import trustme

AUTHORITY = trustme.CA()
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def showing(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def for_host(*hosts: str, by: trustme.CA = AUTHORITY) -> ssl.SSLContext:
    return showing(by.issue_cert(*hosts))


def expired(host: str) -> ssl.SSLContext:
    return showing(AUTHORITY.issue_cert(host, not_before=LONG_AGO, not_after=LONG_AGO + timedelta(days=30)))


def not_yet_valid(host: str) -> ssl.SSLContext:
    now = datetime.now(UTC)
    return showing(AUTHORITY.issue_cert(host, not_before=now + timedelta(days=30), not_after=now + timedelta(days=60)))


def signed_by_itself() -> ssl.SSLContext:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with authority.private_key_pem.tempfile() as key, authority.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    return context
