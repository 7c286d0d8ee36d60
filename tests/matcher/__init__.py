"""Tests of the pure matcher."""
