"""No value is listed that does not satisfy its pattern alone: patterns against an evaluator.

The evaluator knows nothing of the reader: it builds a pattern from a tree of its own, and asks
whether one object that holds nothing but the listed value makes that tree true.
"""

from __future__ import annotations

import operator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.formats.stix import patterns
from feeds.formats.stix.patterns import Clue

Tree = tuple[Any, ...]
World = tuple[str, dict[str, str]]

VALUES = ["a", "b", "c'c", "d\\d", "] OR [", "062000"]
PATHS = {
    "email-addr:value": "email",
    "email-message:from_ref.value": "email",
    "url:value": "url",
    "domain-name:value": "domain",
    "user-account:account_login": "username",
    "user-account:user_id": "username",
    "bank-account:iban": "account",
}
OTHER_PATHS = [
    "user-account:account_type",
    "bank-account:x_bsb",
    "bank-account:account_number",
    "file:name",
    "email-addr:display_name",
]
OPERATORS = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, ">=": operator.ge}


KIN = [path for path in (*PATHS, *OTHER_PATHS) if path.startswith(("user", "bank"))]


def leaves(operators: list[str]) -> st.SearchStrategy[Tree]:
    paths = st.sampled_from([*PATHS, *OTHER_PATHS]) | st.sampled_from(KIN)
    single = st.tuples(
        st.just("test"),
        paths,
        st.sampled_from(operators),
        st.sampled_from(VALUES).map(lambda value: [value]),
    )
    some = st.tuples(
        st.just("test"),
        paths,
        st.sampled_from(["IN", "NOT IN"] if "!=" in operators else ["IN"]),
        st.lists(st.sampled_from(VALUES), max_size=3),
    )
    return single | some


def joined(parts: st.SearchStrategy[Tree], kinds: list[str]) -> st.SearchStrategy[Tree]:
    return st.recursive(
        parts,
        lambda inner: st.tuples(
            st.sampled_from(kinds), st.lists(inner, min_size=2, max_size=3).map(tuple)
        ),
        max_leaves=5,
    )


def kindred() -> st.SearchStrategy[Tree]:
    """Facts about one account at once, which may belong together and may not."""
    fact = st.tuples(
        st.just("test"),
        st.sampled_from(KIN),
        st.just("="),
        st.sampled_from(["a", "062000"]).map(lambda value: [value]),
    )
    return st.tuples(st.just("AND"), st.lists(fact, min_size=2, max_size=3).map(tuple))


def observations(operators: list[str], kinds: list[str]) -> st.SearchStrategy[Tree]:
    compared = joined(leaves(operators), ["OR", "AND"]) | kindred()
    return joined(compared.map(lambda tree: ("seen", tree)), kinds)


ANY = observations(["=", "=", "=", "!=", "<", ">="], ["OR", "OR", "AND", "FOLLOWEDBY", "TWICE"])
PLAIN = observations(["="], ["OR"])


def written(tree: Tree) -> str:
    kind = tree[0]
    if kind == "test":
        _, path, sign, values = tree
        texts = ["'" + each.replace("\\", "\\\\").replace("'", "\\'") + "'" for each in values]
        return f"{path} {sign} ({', '.join(texts)})" if "IN" in sign else f"{path}{sign}{texts[0]}"
    if kind == "seen":
        return f"[ {written(tree[1])} ]"
    if kind == "TWICE":
        return f"({written(tree[1][0])}) REPEATS 2 TIMES"
    return "(" + f" {kind} ".join(map(written, tree[1])) + ")"


def holds(tree: Tree, world: World) -> bool:
    """Whether the pattern is true where this one object was seen once and nothing else was."""
    kind = tree[0]
    if kind == "seen":
        return compares(tree[1], world)
    # Two observations are never one, and what was seen once was not seen twice.
    return kind == "OR" and any(holds(each, world) for each in tree[1])


def compares(tree: Tree, world: World) -> bool:
    kind = tree[0]
    if kind != "test":
        return (any if kind == "OR" else all)(compares(each, world) for each in tree[1])
    _, path, sign, values = tree
    object_type, _, name = path.partition(":")
    if object_type != world[0] or name not in world[1]:
        return False
    found = world[1][name]
    if "IN" in sign:
        return bool((found in values) == (sign == "IN"))
    return bool(OPERATORS[sign](found, values[0]))


def worlds(clue: Clue) -> list[World]:
    """Every single object that the listed value may be seen on."""
    found: list[World] = []
    for path, type_ in PATHS.items():
        object_type, _, name = path.partition(":")
        if type_ == clue.type:
            platform = {"account_type": clue.platform} if clue.platform is not None else {}
            found.append((object_type, {name: clue.value, **platform}))
    if clue.type == "account":
        bsb, _, number = clue.value.partition(" ")
        found.append(("bank-account", {"x_bsb": bsb, "account_number": number}))
        found.append(("bank-account", {"account_number": clue.value}))
    return found


@given(ANY)
@settings(deadline=None, max_examples=500)
def test_what_is_listed_satisfies_the_pattern_alone(tree: Tree) -> None:
    """Whatever is negated, joined, repeated or followed around it."""
    for clue in patterns.clues(written(tree)):
        if isinstance(clue, Clue):
            assert any(holds(tree, world) for world in worlds(clue)), clue


def comparisons(tree: Tree) -> list[Tree]:
    if tree[0] == "test":
        return [tree]
    parts = [tree[1]] if tree[0] == "seen" else tree[1]
    return [leaf for part in parts for leaf in comparisons(part)]


@given(PLAIN)
@settings(deadline=None, max_examples=300)
def test_what_satisfies_the_pattern_alone_is_listed(tree: Tree) -> None:
    """Where nothing is negated or counted: no sound alternative is lost."""
    listed = [each for each in patterns.clues(written(tree)) if isinstance(each, Clue)]
    for _, path, _, values in comparisons(tree):
        object_type, _, name = path.partition(":")
        for value in values:
            if path in PATHS and holds(tree, (object_type, {name: value})):
                assert (PATHS[path], value, None) in listed
