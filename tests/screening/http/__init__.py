"""Tests of the HTTP port, over a real server."""
