from collections.abc import Callable
from typing import Any

from matcher.sieve._native import Sieve

class Glance:
    def __init__(
        self,
        decode: Callable[[bytes], Any],
        is_doubtful: Callable[[bytes, Any], bool],
        tree: tuple[Any, ...],
        id_keys: tuple[str, ...],
        time_keys: tuple[str, ...],
        places: tuple[Any, ...] | None,
        most_bytes: int,
        /,
    ) -> None: ...
    def notable(
        self,
        records: list[Any],
        first: int,
        last: int,
        sieve: Sieve,
        /,
    ) -> list[int]: ...
