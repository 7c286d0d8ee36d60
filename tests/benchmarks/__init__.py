"""The pure parts of the benchmarks, and their harness on small programs."""
