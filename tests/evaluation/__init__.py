"""The labelled corpus, its measure, and the engines against a naive oracle.

Law: nothing here knows how the matcher works. Labels come from the documented rules alone; the
matcher's vocabulary of types and roles is all that is imported to make them.
"""
