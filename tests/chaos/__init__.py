"""The fault suite: the real service on a real Kafka, while something goes wrong.

`make chaos` runs every fault of `catalogue` and writes docs/reliability.md.
"""
