"""The service: a bank's transactions in, alerts out.

Read `stream.consume` → `decode` → `mapping` → `screen` → `stream.publish` → commit, and you
have a transaction's whole path. `service` wires the parts; `settings` alone reads the
environment.
"""

from importlib.metadata import version

SOFTWARE = f"fresnel/{version('fresnel-screening')}"
"""The name and version that alerts, dead letters and metrics carry."""
