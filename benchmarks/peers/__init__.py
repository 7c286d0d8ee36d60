"""Fresnel beside other programs that do the same work on the same topic."""
