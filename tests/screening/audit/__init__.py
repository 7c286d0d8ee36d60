"""Tests of what the audit topic proves."""
