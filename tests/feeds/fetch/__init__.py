"""Feeds fetched from real servers in this process."""
