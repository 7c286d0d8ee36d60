"""What alerts and the list are of: over time, by platform, and by how regions lie to each other.

`facts → count → suppress → report → table, CSV, JSON, HTML or the console`, and every step but the
reading of facts is pure.
"""
