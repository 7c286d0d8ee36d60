"""Tests of the STIX 2.1 reader."""
