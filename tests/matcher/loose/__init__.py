"""The loose lane."""
