"""The corpus of the peers' benchmark holds exactly the hits that it says."""

import re

import orjson
import pytest

from benchmarks import corpus
from benchmarks.peers.one_by_one import Screener

LISTED = list(corpus.rows(3_000, 300))
PHRASES = [value for kind, value in LISTED if kind == "phrase"]
IDENTIFIERS = {value for kind, value in LISTED if kind != "phrase"}


def holds(record: bytes, identifiers: set[str], phrases: list[str]) -> bool:
    """Slowly and plainly: whether a payment holds a listed value."""
    payment = orjson.loads(record)
    parties = payment["payer"], payment["payee"]
    values = {party[name] for party in parties for name in ("account", "proxy", "contact")}
    texts = payment["description"], payment["branch"]["note"]
    found = (re.search(rf"\b{each}\b", text) for each in phrases for text in texts)
    return bool(values & identifiers) or any(found)


@pytest.fixture(params=[False, True], ids=["clean", "shared"])
def sharing(request):
    """Whether texts are made of the phrases' words."""
    return request.param


def test_exactly_the_hits_hold_a_listed_value(sharing, monkeypatch) -> None:
    """As a plain search finds; many hits here, so that there is something to find."""
    monkeypatch.setattr(corpus, "HIT_SHARE", 0.3)
    known = list(corpus.known(300, LISTED, sharing=sharing))
    found = [holds(record, IDENTIFIERS, PHRASES) for _, record, _ in known]
    assert found == [is_hit for *_, is_hit in known]
    assert 50 < sum(found) < 150


def test_no_account_of_a_payer_is_listed_by_chance() -> None:
    """Nor is a contact: those that would be are drawn again."""
    first = list(corpus.known(200, LISTED, sharing=False))
    contacts = [orjson.loads(record)["payee"]["contact"] for _, record, _ in first]
    listed = [*LISTED, *(("phone", each) for each in contacts)]
    identifiers = IDENTIFIERS | set(contacts)
    for _, record, is_hit in corpus.known(200, listed, sharing=False):
        assert holds(record, identifiers, []) <= is_hit


def test_no_phrase_stands_in_a_text_by_chance() -> None:
    """Few words make many phrases likely; texts that hold one are drawn again."""
    words = "amber birch cedar delta ember fjord grove haven islet jetty".split()
    phrases = [f"{a} {b} {c}" for a, b, c in zip(words, words[3:], words[5:], strict=False)]
    listed = [*LISTED[:10], *(("phrase", each) for each in phrases)]
    for _, record, is_hit in corpus.known(2_000, listed, sharing=True):
        assert holds(record, set(), phrases) <= is_hit


def test_hits_are_rare_and_half_of_them_in_text() -> None:
    """One in a thousand."""
    hits = [record for _, record, hit in corpus.known(60_000, LISTED, sharing=False) if hit]
    assert 35 < len(hits) < 90
    in_text = sum(not holds(record, IDENTIFIERS, []) for record in hits)
    assert 0.25 < in_text / len(hits) < 0.75


def test_records_are_of_the_stated_size_and_repeatable(sharing) -> None:
    """About 700 bytes, texts of 20 to 140 characters, the same from the same seed."""
    known = list(corpus.known(500, LISTED, sharing=sharing))
    assert known == list(corpus.known(500, LISTED, sharing=sharing))
    payments = [orjson.loads(record) for _, record, is_hit in known if not is_hit]
    assert {len(payment) for payment in payments} == {14}
    texts = [text for each in payments for text in (each["description"], each["branch"]["note"])]
    assert all(20 <= len(text) <= 140 for text in texts)
    assert 650 < sum(len(record) for _, record, _ in known) / len(known) < 800
    words = {word for phrase in PHRASES for word in phrase.split()}
    assert all(words.issuperset(text.split()[:-1]) == sharing for text in texts)


def test_the_python_peers_flag_exactly_these(sharing, monkeypatch, tmp_path) -> None:
    """And report the first, every so-many-th, and the last."""
    for name, values in (("IDENTIFIERS", sorted(IDENTIFIERS)), ("PHRASES", PHRASES)):
        (tmp_path / name).write_text("\n".join(values), "utf-8")
        monkeypatch.setenv(f"PEER_{name}", str(tmp_path / name))
    monkeypatch.setenv("PEER_RECORDS", "250")
    monkeypatch.setenv("PEER_REPORT_EVERY", "100")
    monkeypatch.setattr(corpus, "HIT_SHARE", 0.3)
    screener, reports = Screener(), []
    for name, record, is_hit in corpus.known(250, LISTED, sharing=sharing):
        assert screener.flagged_id(record) == (name if is_hit else None)
        if screener.is_to_report:
            reports.append(screener.count)
    assert reports == [1, 100, 200, 250]
    assert screener.is_done


def test_a_phrase_within_words_is_none(monkeypatch, tmp_path) -> None:
    """Only between word boundaries, and wherever in the text."""
    for name, value in (("IDENTIFIERS", "a@example.com"), ("PHRASES", "blue otter")):
        (tmp_path / name).write_text(value, "utf-8")
        monkeypatch.setenv(f"PEER_{name}", str(tmp_path / name))
    monkeypatch.setenv("PEER_RECORDS", "9")
    monkeypatch.setenv("PEER_REPORT_EVERY", "9")
    screener = Screener()
    _, record, _ = next(corpus.known(1, LISTED, sharing=False))
    for text, is_hit in {
        "blue otter": True,
        "a Blue OTTER, yes": True,
        "blue otters": False,
        "skyblue otter": False,
        "skyblue otter and blue otter": True,
    }.items():
        payment = orjson.loads(record) | {"description": text}
        assert (screener.flagged_id(orjson.dumps(payment)) is not None) == is_hit
