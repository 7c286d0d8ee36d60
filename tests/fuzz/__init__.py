"""Fuzzing of decode, map and screen: `make fuzz`, and a short form among the tests."""
