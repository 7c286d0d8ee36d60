"""Messages and other objects that name observables: who is listed, and who only served."""

from __future__ import annotations

import pytest

from feeds.formats import RawEntry, Reject
from tests.feeds.stix.made import (
    Object,
    email,
    indicator,
    named,
    observed,
    only,
    read,
    related,
    thing,
)

SCO = email(1)
SCO_ID = named("email-addr", 1)


def of_sco(*objects: Object) -> list[Object]:
    """The values of what became of the observable."""
    found = [each for each in read(*objects) if each.place == SCO_ID]
    return [dict(each.values) for each in found if isinstance(each, RawEntry)]


def refused(*objects: Object) -> str:
    """Why the observable was refused."""
    (found,) = (each for each in read(*objects) if each.place == SCO_ID)
    assert isinstance(found, Reject)
    return found.reason


def message(**properties: object) -> Object:
    return thing("email-message", 1, **properties)


@pytest.mark.parametrize("name", ["from_ref", "sender_ref"])
def test_who_sent_a_message_is_listed(name: str) -> None:
    """As in patterns; even where the address is a recipient as well."""
    sent = message(**{name: SCO_ID, "to_refs": [SCO_ID]})
    assert "first_seen" not in only(SCO, sent)
    assert "first_seen" in only(SCO, sent, observed(1, SCO, sent))


@pytest.mark.parametrize("name", ["to_refs", "cc_refs", "bcc_refs"])
def test_who_only_received_a_message_is_not(name: str) -> None:
    """They may be the victim; also where the message was observed as a whole."""
    sent = message(**{name: [SCO_ID]})
    assert refused(SCO, sent) == f"only serves another object: {name}"
    whole = observed(1, SCO, sent)
    assert refused(SCO, sent, whole) == f"only serves another object: {name}"
    source = indicator(1)
    assert "only serves" in refused(SCO, sent, whole, source, related(source, "based-on", whole))
    direct = related(source, "based-on", SCO)
    assert len(of_sco(SCO, sent, source, direct)) == 1
    other = indicator(2)
    (found,) = of_sco(SCO, sent, whole, source, direct, other, related(other, "based-on", whole))
    assert "first_seen" not in found


def test_what_only_serves_another_observable_is_not_listed() -> None:
    """Unless something is said of it, or it was observed."""
    host = thing("domain-name", 1, value="example.com", resolves_to_refs=[SCO_ID])
    nested = thing("network-traffic", 1, extensions={"x": [{"src_ref": SCO_ID}]})
    assert refused(SCO, host) == "only serves another object: resolves_to_refs"
    assert refused(SCO, nested) == "only serves another object: src_ref"
    assert len(of_sco(SCO, host, observed(1, SCO))) == 1
    campaign = thing("campaign", 1, name="Paper Kite")
    assert len(of_sco(SCO, host, campaign, related(SCO, "related-to", campaign))) == 1
    account = thing("email-addr", 2, value="a@example.com", belongs_to_ref=SCO_ID)
    assert len(of_sco(SCO, account)) == 1
