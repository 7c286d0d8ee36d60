from collections.abc import Callable
from typing import Any

class Glance:
    def __init__(
        self,
        decode: Callable[[bytes], Any],
        is_doubtful: Callable[[bytes, Any], bool],
        tree: tuple[Any, ...],
        id_keys: tuple[str, ...],
        time_keys: tuple[str, ...],
        most_bytes: int,
        /,
    ) -> None: ...
    def notable(
        self,
        records: list[Any],
        first: int,
        last: int,
        may_hold_in: Callable[[Any, tuple[Any, ...]], bool],
        /,
    ) -> list[int]: ...
