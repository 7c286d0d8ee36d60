"""Explanations: the same verdict, and why."""
