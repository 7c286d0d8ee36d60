"""The HTTP client: HTTP/1.1, TLS verified always, nothing taken from the environment."""

from __future__ import annotations

import logging
import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from pathlib import Path

CONNECT_SECONDS, READ_SECONDS = 10.0, 20.0


def new(proxy: str | None, ca_file: Path | None) -> httpx.AsyncClient:
    """A client that follows no redirect by itself and keeps no cookies.

    Certificates are verified by the system's store, or by `ca_file` alone. `proxy` (an address)
    carries HTTPS; plain HTTP stays on this machine. `HTTPS_PROXY` and `NO_PROXY` are not read:
    where a feed is fetched from must not depend on who starts the build.

    Raises:
        OSError: `ca_file` cannot be read.
    """
    for name in ("httpx", "httpcore"):  # they log whole addresses, which may hold keys
        logging.getLogger(name).setLevel(logging.WARNING)
    trusted = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    https = httpx.AsyncHTTPTransport(verify=trusted, proxy=proxy, trust_env=False)
    return httpx.AsyncClient(
        mounts={"https://": https},
        verify=trusted,
        trust_env=False,
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"User-Agent": "Fresnel", "Accept-Encoding": "gzip"},
        timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS, pool=None),
    )
