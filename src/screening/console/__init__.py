"""The console: a window on what was screened, a process of its own beside the service.

Rule 1: the topics stay the record; what is kept here is a bounded copy that may be made anew.
Rule 2: values are masked until somebody with the right to gives a reason, which is written first.
"""
