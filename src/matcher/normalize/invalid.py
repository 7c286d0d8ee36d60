"""The one error of normalisation."""


class InvalidValueError(ValueError):
    """A value that is not of its type; the message is a reason and never holds the value."""
