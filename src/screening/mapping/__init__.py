"""Mappings: which paths of a record hold what.

`model` is the file's form, `paths` compiles its paths, `reader` applies them to a document,
`files` finds and checks mapping files.
"""

from screening.mapping.files import MappingError, load
from screening.mapping.reader import Mapping

__all__ = ["Mapping", "MappingError", "load"]
