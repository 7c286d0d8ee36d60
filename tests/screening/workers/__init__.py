"""Several workers of one service."""
