"""Bytes to documents: one module a format, each with `decode(raw) -> dict`."""
