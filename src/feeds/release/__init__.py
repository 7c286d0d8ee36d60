"""The signed release channel: a publisher's folder, any static server, a bank that trusts neither.

Roles, thresholds, expiry and the client's workflow are those of The Update Framework (TUF 1.0),
by its reference implementation (python-tuf); this package decides what is signed and when.
"""
