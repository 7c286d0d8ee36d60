"""Screening at rest: files now, a bank's history later."""
