"""Is screening complete and current? What the receipts, the ends of the topics and the store say.

Law: it says complete only where receipts of every partition abut and reach its end; what is not
known is null, never nought.
"""

from screening.console.overview.routes import router

__all__ = ["router"]
