"""Benchmarks: figures with their method. Ratios in one run count, absolute times do not."""
