"""Tests of the service, laid out as `src/screening` is."""
