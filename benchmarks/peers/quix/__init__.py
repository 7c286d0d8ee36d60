"""The Quix Streams peer."""
