"""Errors of fetching a URL -> one sentence for the user, which repeats nothing that a server wrote."""

from __future__ import annotations

import re
import ssl
from http import HTTPStatus

from ..errors import SourceError

SAVE = "Save the page in a browser and ingest the file."
LATER = "Try again later, or save the page in a browser and ingest the file."
CHECK = "Check the address in a browser."
_HINTS = {
    401: f"It wants a login. {SAVE}",
    403: f"It may want a login, or no programs. {SAVE}",
    404: CHECK,
    407: "It is the proxy that wants a login: write it as https_proxy=http://NAME:PASSWORD@HOST:PORT "
    "(http_proxy for http addresses).",
    408: LATER,
    410: CHECK,
    425: LATER,
    429: LATER,
}
_NO_ISSUER = (18, 19, 20, 21)
"""OpenSSL's X509_V_ERR_*: self-signed, in the chain or not, and issuer not found."""


class Refused(SourceError):
    """A URL that is not requested. The message continues after the URL and has no full stop."""


def answered(url: str, status: int) -> SourceError:
    """The sentence for a status other than 200."""
    phrase = f" {HTTPStatus(status).phrase}" if status in HTTPStatus.__members__.values() else ""
    return SourceError(f"{url} answered {status}{phrase}.", _HINTS.get(status, LATER if status >= 500 else SAVE))


def translated(error: Exception, url: str) -> SourceError:
    """The sentence for an error of httpx, of the system or of an address."""
    import httpx

    if tls := tls_error(error):
        return _insecure(tls, url)
    if isinstance(error, httpx.ConnectError):
        return SourceError(f"{url} cannot be reached: {_reason(error)}.", "Check the address and the connection.")
    if isinstance(error, httpx.ProxyError):
        why = f"{url} cannot be reached through the proxy: {_reason(error)}."
        return SourceError(why, "Check http_proxy, https_proxy and all_proxy.")
    if isinstance(error, httpx.RemoteProtocolError):
        return _misspoken(str(error), url)
    if isinstance(error, httpx.NetworkError | OSError):
        return SourceError(f"{url} broke off the connection.", LATER)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError | ValueError):
        return SourceError(f"{url} is not an http or https address, or leads to one that is not.", CHECK)
    return SourceError(f"{url} could not be read: {type(error).__name__}.", LATER)


def tls_error(error: Exception) -> ssl.SSLError | None:
    """The TLS error inside a ConnectError: httpcore wraps it, and httpx wraps that."""
    reason = next(iter(getattr(error.__cause__, "args", ())), None)
    return reason if isinstance(reason, ssl.SSLError) and type(error).__name__ == "ConnectError" else None


def _insecure(error: ssl.SSLError, url: str) -> SourceError:
    if not isinstance(error, ssl.SSLCertVerificationError):
        reason = f" ({error.reason})" if error.reason else ""
        return SourceError(f"{url} does not answer in proper https{reason}.", CHECK)
    why, hint = "that cannot be trusted", CHECK
    if error.verify_code in _NO_ISSUER:
        why = "that nobody known here has signed"
        hint = "If your network has a certificate authority of its own, "
        hint += "set SSL_CERT_FILE to a file that holds its certificate (PEM)."
    elif error.verify_code in (62, 64):
        why, hint = "of another host", "Check the address in a browser: somebody else may be answering."
    elif error.verify_code in (9, 10):
        why = "that has expired" if error.verify_code == 10 else "that is not valid yet"
        hint = "Check this machine's clock; if it is right, the page's owner must renew the certificate."
    return SourceError(f"{url} shows a certificate {why}.", hint)


def _misspoken(why: str, url: str) -> SourceError:
    if "location header" in why:
        return SourceError(f"{url} redirects to what is no address.", CHECK)
    if "peer closed connection" in why:
        return SourceError(f"{url} broke off before its end.", LATER)
    if "without sending a response" in why:
        return SourceError(f"{url} closed the connection without an answer.", LATER)
    return SourceError(f"{url} does not answer in proper HTTP.", LATER)


def _reason(error: Exception) -> str:
    """The system's or a proxy's words, without control characters."""
    words = re.sub(r"^\[Errno -?\d+\] ", "", str(error))
    return "".join(c for c in words if c.isprintable())[:80].strip() or "nobody answers"
