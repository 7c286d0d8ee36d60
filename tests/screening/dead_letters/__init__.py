"""Tests of dead letters that need no broker."""
