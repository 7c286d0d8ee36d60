"""The lists of this host: which is in use, which were, what differs, what was left out; look-up.

Law: no value of an indicator is in what it answers, but in a look-up's own, masked answer.
"""

from screening.console.lists.routes import router

__all__ = ["router"]
