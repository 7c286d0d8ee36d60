"""Tests of what a bank decides of alerts."""
