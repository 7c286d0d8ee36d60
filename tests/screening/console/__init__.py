"""Tests of the console's back end, without Kafka."""
