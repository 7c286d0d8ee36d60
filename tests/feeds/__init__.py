"""Tests of feeds and snapshots."""
