"""Tests of Fresnel; the folders mirror `src/`."""
