"""The proxy that a URL is asked for through, as the user or the system has set it."""

from __future__ import annotations

from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from .addresses import is_loopback
from .unreachable import Refused


def plain(url: httpx.URL) -> httpcore.URL:
    """A URL of httpx as httpcore takes it."""
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def proxy_for(target: httpx.URL) -> httpcore.Proxy | None:
    """As `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, in capitals too, or the system's settings say.

    This machine is never asked for through one: a proxy has its own. Raises `Refused` for a proxy that cannot be used: to go past it
    would show who asks. Names no password.
    """
    known = {} if is_loopback(target.host) or proxy_bypass(target.host) else getproxies()
    address = known.get(target.scheme) or known.get("all")
    if not address:
        return None
    hint = f"Set {target.scheme}_proxy to one of http://, or unset it."
    try:
        url = httpx.URL(address if "://" in address else f"http://{address}")
    except httpx.InvalidURL:
        raise Refused("is to be read through a proxy that has no valid address", hint) from None
    if url.scheme not in ("http", "https") or not url.host:
        raise Refused(f"is to be read through a proxy that speaks {url.scheme}", hint)
    return httpcore.Proxy(plain(url), auth=(url.username.encode(), url.password.encode()) if url.username else None)
