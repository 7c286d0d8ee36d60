"""Why a payment matched, or why it did not: every field, key and decision of one record.

Law: the verdict is the one that `scan` gives, by the same judge; all else is told beside it, by the
matcher's own functions, and nothing of it is on the path of a payment.
"""
