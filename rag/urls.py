"""URLs without the secrets in them, and what makes two of them the same article's. Pure."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit


def without_login(text: str) -> str:
    """The text, its URLs without name and password."""
    return re.sub(r"(://)[^/?#\s]*@", r"\1", text)


def without_credentials(text: str) -> str:
    """The text, its URLs without name, password, query and fragment: a query may hold a key."""
    return re.sub(r"(://[^\s?#]*)[?#]\S*", r"\1", without_login(text))


def masked(url: str) -> str:
    """For a message about a URL that may be invalid: the password's end is unclear, so all before the last @ goes."""
    scheme, slashes, rest = re.split(r"(:/*)", url.encode("utf-8", "replace").decode(), maxsplit=1)
    hidden, _, bare = rest.rpartition("@")
    return f"{scheme}{slashes}{'…@' if hidden else ''}{re.sub('[?#].*', '?…', bare, flags=re.DOTALL)}"


def at_page(address: str, page: int | None) -> str:
    """The address as it opens that page of a PDF (RFC 8118); unchanged without a page, and where it is no URL."""
    if page is None or not address.startswith(("http://", "https://")):
        return address
    return f"{address.partition('#')[0]}#page={page}"


_TRACKERS = re.compile(
    r"utm_|at_(?:medium|campaign)|(?:mc_[ce]id|mtm_\w+|pk_\w+|(?:fb|g|dc|msc|y|tt)clid|msclkid|gbraid|wbraid|igshid|igsh"
    r"|cmpid|cmp|xtor|wt_mc|_ga|smid|taid)$",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from. Others, `id` or `page`, may decide which article it is."""


def without_trackers(url: str) -> str:
    """The URL without the parameters that say where a reader came from; all else stays as it is written."""
    path, question, query = url.partition("?")
    kept = [part for part in query.split("&") if not _TRACKERS.match(part.partition("=")[0])]
    return f"{path}{question if kept != [''] and kept else ''}{'&'.join(kept)}"


def article_address(url: str | None) -> str | None:
    """What all spellings of an article's URL have in common; None for a site's front page, which is no article.

    That is the URL without scheme, `www.`, tracking parameters, trailing slash and fragment (but with a `#!/path`).
    """
    try:
        parts = urlsplit(url or "")
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return None
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKERS.match(pair[0])]
    path = unquote(parts.path).rstrip("/")
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    if not host or not (path or query or fragment):
        return None
    return f"{host}:{'' if port in (None, 80, 443) else port}{path}?{urlencode(sorted(query))}#{fragment}"


def url_of(text: str) -> str | None:
    """The http or https URL without its fragment, or None."""
    if not text.lower().startswith(("http://", "https://")):
        return None
    scheme, _, rest = text.partition("://")
    host, slash, path = rest.partition("#")[0].partition("/")
    return f"{scheme.lower()}://{host.lower() if '@' not in host else host}{slash}{path}"


_SECRET = re.compile(
    r"(?:^|[&;])(?:[\w.-]*(?:token|secret|signature|passw(?:or)?d|api[-_]?key)|sig|pwd|auth|authorization)=."
    r"|(?:^|[&;])key=[\w-]{20}",
    re.IGNORECASE,
)
"""A parameter of a URL's query that grants access."""


def grants_access(url: str) -> bool:
    """Whether a password or a key is in the URL. Raises `ValueError` where it cannot be taken apart."""
    parts = urlsplit(url)
    return "@" in parts.netloc or _SECRET.search(parts.query) is not None


class DatabaseURL:
    """The address of a database, as libpq reads it. It shows itself without a password."""

    def __init__(self, address: str) -> None:
        """Raises `ValueError`, which does not repeat it, if its parts are not clearly delimited."""
        scheme, slashes, rest = address.partition("://")
        authority, beyond = re.fullmatch(r"([^/?#]*)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
        if scheme not in ("postgresql", "postgres") or not slashes or "@" in beyond or address.split() != [address]:
            raise ValueError("no address of a database")
        login, at, hosts = authority.rpartition("@")
        path, _, query = beyond.partition("?")
        self.secret = address
        """The address whole."""
        self._given = dict(parse_qsl(query, keep_blank_values=True))
        shown = {name: self._given[name] for name in ("host", "port", "user", "dbname") if name in self._given}
        user = login.partition(":")[0]
        ending = f"?{urlencode(shown, safe='/')}" if shown else ""
        self._shown = f"{scheme}://{user}{at}{hosts}{path}{ending}"

    def unless(self, seconds: int) -> dict[str, Any]:
        """How long to wait for a connection, where the address does not say it."""
        return {} if "connect_timeout" in self._given else {"connect_timeout": seconds}

    def __str__(self) -> str:
        return self._shown

    def __repr__(self) -> str:
        return f"DatabaseURL({self._shown!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DatabaseURL) and self.secret == other.secret

    def __hash__(self) -> int:
        return hash(self.secret)
