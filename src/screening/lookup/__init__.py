"""Is this value on the list? Asked by people, answered masked, and written to an audit log.

Law: no look-up is answered whose line is not in the audit log, and no line holds the value.
"""
