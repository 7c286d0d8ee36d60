"""Feeds: from lists as providers send them to a snapshot that can be verified and compiled.

The way of the data: read → normalise → quarantine → merge → snapshot → verify → compile.
"""
