"""Tests of the scan of files."""
