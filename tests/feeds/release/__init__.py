"""Tests of the release channel."""
