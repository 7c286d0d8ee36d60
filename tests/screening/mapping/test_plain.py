"""What is called clear where it stands, no decoder made anything of, is clear to the judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from screening.judge import CLEAR_PAYMENT
from screening.mapping import glance, plain
from screening.screen import Origin
from tests.screening.mapping.test_glance import IDS, TIMES, VALUES, Record, fields
from tests.screening.support import NOW, NOW_MS, judge_of, mapping_of

if TYPE_CHECKING:
    from feeds.compile import ActiveList
    from screening.judge import Judge
    from screening.mapping.reader import Mapping

pytest.importorskip("screening.mapping._glance", reason="made without a compiler")

AT = "2026-03-01T10:00:00Z"
SPACES = st.sampled_from(["", "", "", " ", "\n\t", "\r\n  "])
ODD_VALUES = st.sampled_from(
    ["01", "-", "-0", "1.", ".5", "1e3", "1E400", "0.25", "-7.5", "123456789012345678901234567890",
     "nul", "nulL", "tru", "True", "NaN", '"', '"\\u0041"', '"a\\"b"', '"\\x"', '"\x01"', "\x7f",
     '"\x7f"', '"é"', "[1,]", "[,]", "{,}", '{"a":1,}', "[", "{", "[[[[1]]]]", "//", "'a'", ""]
)  # fmt: skip


def _written(draw: st.DrawFn, value: Any) -> str:
    """A value as JSON text: keys in any order, some twice, white space anywhere."""
    if isinstance(value, dict):
        members = [(key, _written(draw, inner)) for key, inner in value.items()]
        if members and draw(st.integers(0, 9)) == 0:
            members.append((draw(st.sampled_from([key for key, _ in members])), _odd(draw)))
        pairs = [f"{draw(SPACES)}{orjson.dumps(k).decode()}{draw(SPACES)}:{v}" for k, v in members]
        return f"{draw(SPACES)}{{{','.join(pairs)}{draw(SPACES)}}}{draw(SPACES)}"
    if isinstance(value, list):
        return f"{draw(SPACES)}[{','.join(_written(draw, each) for each in value)}]{draw(SPACES)}"
    said = _odd(draw) if draw(st.integers(0, 19)) == 0 else orjson.dumps(value).decode()
    return f"{draw(SPACES)}{said}{draw(SPACES)}"


def _odd(draw: st.DrawFn) -> str:
    return draw(ODD_VALUES)


def _mostly(draw: st.DrawFn, usual: Any, others: st.SearchStrategy[Any]) -> Any:
    return draw(others) if draw(st.integers(0, 5)) == 0 else usual


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A record's bytes, most of them JSON, some cut or with a byte that is another one."""
    document = draw(st.dictionaries(st.sampled_from("abcdx"), VALUES, max_size=5))
    whole = {"id": _mostly(draw, "t-1", IDS), "at": _mostly(draw, AT, TIMES), **document}
    raw = _written(draw, whole).encode("utf-8", "surrogatepass")
    match draw(st.integers(0, 9)):
        case 0:
            return raw[: draw(st.integers(0, len(raw)))]
        case 1:
            place = draw(st.integers(0, max(len(raw) - 1, 0)))
            return raw[:place] + draw(st.binary(min_size=1, max_size=1)) + raw[place + 1 :]
        case 2:
            return raw + draw(st.sampled_from([b"x", b"{}", b",", b"\x00", b"\n"]))
    return raw


def _alone(made: Mapping) -> Any:
    """A glance that knows nothing but plain records: all others are notable."""
    tree, keys = glance.tree_of(made.model), (("id",), ("at",))
    slots = plain.slots_of(made.model, tree or (), *keys)

    def refuse(_: bytes) -> Any:
        raise ValueError

    from screening.mapping._glance import Glance

    return Glance(refuse, lambda _, __: True, tree or (), *keys, slots, 1 << 20)


def _is_passed_over(made: Mapping, raw: bytes, active: ActiveList) -> bool:
    asked = active.index.compiled_sieve
    assert asked is not None
    return _alone(made).notable([Record(raw, NOW_MS)], 0, 1, asked) == []


def _judged(made: Mapping, raw: bytes, active: ActiveList) -> Any:
    judging: Judge = judge_of(made)
    judging._glance = judging._over = None
    return judging.judge(raw, Origin(NOW_MS, ("t", 0, 1)), active, mode="live", now=NOW)


CONTEXT = {"customer": "x", "amount": "d", "currency": "a.b", "context": {"c": "b.c"}}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(fields(), min_size=1, max_size=3, unique_by=str), texts(), st.booleans())
@example([{"path": "a", "role": "free_text"}], b'{"id":"t","at":"%s"}' % AT.encode(), True)
def test_what_is_passed_over_is_clear(
    active: ActiveList, given_fields: list[dict[str, Any]], raw: bytes, more: bool
) -> None:
    """Whatever the mapping reads, whatever the bytes are."""
    made = mapping_of(*given_fields, id="id", timestamp="at", **(CONTEXT if more else {}))
    if _is_passed_over(made, raw, active):
        assert _judged(made, raw, active) == CLEAR_PAYMENT


PAIR = {"path": "payer.number", "prefix": "payer.bsb", "role": "account"}
LISTED = '"a":["rent",{"b":[{"c":["water",null]}]}]'


@pytest.mark.parametrize(
    ("inside", "is_clear"),
    [
        ('"text":"rent for March"', True),
        ('"text":"violet kettle harbour"', False),
        ('"text":"r\\u0065nt"', False),
        ('"text":"café"', False),
        ('"text":null,"x":{"text":"violet kettle harbour","y":[1,{"z":[]}]}', True),
        ('"text":["rent","water"]', False),
        ('"texts":["rent","water"]', True),
        ('"texts":["rent","violet kettle harbour"]', False),
        ('"joined":["violet"]', True),
        ('"joined":["violet","kettle harbour"]', False),
        ('"payer":{"bsb":"062-000","number":"12345678"}', False),
        ('"payer":{"number":"12345678","bsb":"062-000"}', False),
        ('"payer":{"number":"12345679","bsb":"062-000"}', True),
        ('"payer":{"number":"12345678","bsb":null}', True),
        ('"payer":[{"number":"12345679"},{"bsb":"062-000"}]', True),
        ('"payer":[{"number":"1"},{"number":"12345678","bsb":"062-000"}]', False),
        ('"payer":{"number":12345679}', False),
        ('"amount":12.50', True),
        ('"amount":12.50,"amount":13', False),
        ('"x":1,"x":2', True),
        ('"other":[1,2.5,-3,true,false,null,"\x7f",{},[]]', True),
        ('"text":{"x":"violet kettle harbour"}', False),
        ('"text":{"x":"rent"}', False),
        ('"text":true', False),
        ('"payer":"rent"', False),
        ('"amount":{"a":1,"a":2}', False),
        ('"other":{"y":1]', False),
        ('"other":[1}', False),
        ('"other":"a long text of others \\q"', False),
        ('"other":"a long text of others \\n"', False),
        ('"other":"a long \x01 text of others"', False),
        ('"other":"a long text é of others"', False),
        ('"other":"\x1f"', False),
        ('"other":"\\"', False),
        ('"other":01', False),
        ('"other":1e5', False),
    ],
)
def test_what_is_clear_where_it_stands(active: ActiveList, inside: str, is_clear: bool) -> None:
    """All that banks usually send is; what is disguised, doubtful or listed is not."""
    made = mapping_of(
        PAIR,
        {"path": "text", "role": "free_text"},
        {"path": "texts[*]", "role": "free_text"},
        {"path": "joined[*]", "role": "free_text", "join": True},
        id="id",
        timestamp="at",
        amount="amount",
    )
    raw = f'{{"id":"t-1","at":"{AT}",{inside}}}'.encode()
    assert _is_passed_over(made, raw, active) == is_clear
    if is_clear:
        assert _judged(made, raw, active) == CLEAR_PAYMENT


@pytest.mark.parametrize(
    ("identity", "is_clear"),
    [("7", True), ('"t"', True), ("-7", False), ("7.0", False), ("null", False), ('" t"', False),
     ("9" * 18, True), ("9" * 19, False), ("[7]", False), ("true", False), ('""', False)],
)  # fmt: skip
def test_ids(active: ActiveList, identity: str, is_clear: bool) -> None:
    """Whole numbers of at most 18 digits and plain texts; the decoder is asked about others."""
    made = mapping_of({"path": "a", "role": "free_text"}, id="id", timestamp="at")
    raw = f'{{"id":{identity},"at":"{AT}"}}'.encode()
    assert _is_passed_over(made, raw, active) == is_clear


def test_an_id_in_a_list_is_none(active: ActiveList) -> None:
    """A path without [*] does not reach it."""
    made = mapping_of({"path": "p.a", "role": "free_text"}, id="p.id", timestamp="at")
    over = glance.over(made.model, made._decoder, 1 << 20)
    assert over is not None
    for said, notable in (('{"id":"t"}', []), ('[{"id":"t"}]', [0]), ('[{"id":7}]', [0])):
        raw = f'{{"p":{said},"at":"{AT}"}}'.encode()
        assert over.notable([Record(raw, NOW_MS)], 0, 1, active.index.compiled_sieve) == notable


def test_deep_and_long_records_are_left_to_others(active: ActiveList) -> None:
    """No depth and no length of a record is too much for it."""
    made = mapping_of({"path": "a", "role": "free_text"}, id="id", timestamp="at")
    for depth, is_clear in ((30, True), (40, False), (100_000, False)):
        for value in ("[" * depth + "]" * depth, '{"x":' * depth + "1" + "}" * depth):
            raw = f'{{"id":"t","at":"{AT}","x":{value}}}'.encode()
            assert _is_passed_over(made, raw, active) == is_clear
    long = f'{{"id":"t","at":"{AT}","a":"{"x" * 1_025}"}}'.encode()
    assert not _is_passed_over(made, long, active)


def test_bytes_that_are_no_text(active: ActiveList) -> None:
    """A record that is not UTF-8 is dead-lettered, wherever its odd byte stands."""
    made = mapping_of({"path": "a", "role": "free_text"}, id="id", timestamp="at")
    for said in (b"\xff", b"a long text with \xff in it", b"a long text that ends so \xff"):
        raw = b'{"id":"t","at":"%s","other":"%s"}' % (AT.encode(), said)
        assert not _is_passed_over(made, raw, active)


def test_a_prefix_elsewhere_must_be_absent(active: ActiveList) -> None:
    """Only reading puts two values together that do not stand side by side."""
    field = {"path": "b.number", "prefix": "bsb", "role": "account"}
    made = mapping_of(field, id="id", timestamp="at")
    for said, is_clear in (('"bsb":"062-000"', False), ('"bsb":null', True)):
        raw = f'{{"id":"t","at":"{AT}",{said},"b":{{"number":"12345679"}}}}'.encode()
        assert _is_passed_over(made, raw, active) == is_clear


def test_two_pairs_that_begin_at_one_key_have_no_slots() -> None:
    """They are gone through as before."""
    both = [{"path": f"number{n}", "prefix": "bsb", "role": "account"} for n in (1, 2)]
    made = mapping_of(*both, id="id", timestamp="at")
    tree = glance.tree_of(made.model) or ()
    assert plain.slots_of(made.model, tree, ("id",), ("at",)) is None


def test_a_mapping_of_many_keys_has_no_slots() -> None:
    """What the compiled code has no room for is gone through as before."""
    many = [{"path": f"k{n}", "role": "free_text"} for n in range(plain.MOST_SLOTS)]
    made = mapping_of(*many, id="id", timestamp="at")
    tree = glance.tree_of(made.model)
    assert tree is not None
    assert plain.slots_of(made.model, tree, ("id",), ("at",)) is None
    deep = mapping_of({"path": ".".join("a" * 60), "role": "free_text"}, id="id", timestamp="at")
    assert plain.slots_of(deep.model, glance.tree_of(deep.model) or (), ("id",), ("at",)) is None
