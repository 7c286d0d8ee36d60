"""The matcher: pure indicator matching, values in and values out.

Law: nothing in this package performs I/O, awaits, reads a clock or the environment, or logs.
Whatever a rule depends on (the list, the text, the moment) is an argument.
"""
