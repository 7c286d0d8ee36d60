"""Tests of the stages of the stream that need no broker."""
