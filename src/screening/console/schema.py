"""The tables of the console's store.

Rule 1: an alert is there once, whatever its copies; a receipt and a dead letter once, by its place.
Rule 2: what views count is in covering indices, and an alert's whole record in a table of its own,
so that no count reads records.
Rule 3: receipts come by the second and are kept for a day; what they counted stays in `volumes`, a
row a quarter of an hour (`quarter` is when it began), how far each chain came in `heads`, and what
was passed without one in `gaps`.
Times are seconds since 1970.
"""

from __future__ import annotations

VERSION = 2
"""Of the tables; a store of another version is made anew, from the topics."""

TABLES = """
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY,
    alert_id TEXT NOT NULL UNIQUE,
    at REAL NOT NULL,
    timestamp REAL NOT NULL,
    seen REAL NOT NULL,
    mode TEXT NOT NULL,
    severity TEXT NOT NULL,
    amount TEXT,
    currency TEXT,
    customer TEXT,
    source TEXT NOT NULL,
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    digest TEXT NOT NULL,
    matches_total INTEGER NOT NULL,
    copies INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX alerts_by_time ON alerts (at, id, severity, mode);
CREATE INDEX alerts_by_severity ON alerts (severity, mode, at);
CREATE INDEX alerts_by_customer ON alerts (customer, at) WHERE customer IS NOT NULL;
CREATE INDEX alerts_by_snapshot ON alerts (digest);

CREATE TABLE records (id INTEGER PRIMARY KEY, record BLOB NOT NULL);

CREATE TABLE facets (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    at REAL NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (kind, value, at, id)
) WITHOUT ROWID;
CREATE INDEX facets_by_alert ON facets (id, kind, value);

CREATE VIRTUAL TABLE search USING fts5 (text, tokenize = 'trigram case_sensitive 1');

CREATE TABLE receipts (
    grp TEXT NOT NULL,
    writer TEXT NOT NULL,
    topic TEXT NOT NULL,
    topic_id TEXT,
    partition INTEGER NOT NULL,
    first_offset INTEGER NOT NULL,
    last_offset INTEGER NOT NULL,
    clear INTEGER NOT NULL,
    flagged INTEGER NOT NULL,
    dead_lettered INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    transactions INTEGER NOT NULL,
    shadow INTEGER NOT NULL,
    suppressed INTEGER NOT NULL,
    delay_seconds REAL,
    serial INTEGER NOT NULL,
    digest TEXT NOT NULL,
    config_digest TEXT NOT NULL,
    software TEXT NOT NULL,
    at REAL NOT NULL
);
CREATE INDEX receipts_by_time ON receipts (at);
CREATE INDEX receipts_by_chain ON receipts (grp, topic, partition, last_offset);

CREATE TABLE heads (
    grp TEXT NOT NULL,
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    topic_id TEXT,
    next_offset INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (grp, topic, partition)
);

CREATE TABLE gaps (
    grp TEXT NOT NULL,
    topic TEXT NOT NULL,
    topic_id TEXT,
    partition INTEGER NOT NULL,
    first_offset INTEGER NOT NULL,
    last_offset INTEGER NOT NULL,
    at REAL NOT NULL
);

CREATE TABLE volumes (
    grp TEXT NOT NULL,
    topic TEXT NOT NULL,
    quarter INTEGER NOT NULL,
    clear REAL NOT NULL,
    flagged REAL NOT NULL,
    dead_lettered REAL NOT NULL,
    skipped REAL NOT NULL,
    transactions REAL NOT NULL,
    shadow REAL NOT NULL,
    suppressed REAL NOT NULL,
    PRIMARY KEY (grp, topic, quarter)
) WITHOUT ROWID;

CREATE TABLE dead_letters (
    topic_id TEXT NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    at REAL NOT NULL,
    reason TEXT NOT NULL,
    source_topic TEXT NOT NULL,
    source_partition INTEGER NOT NULL,
    source_offset INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (topic_id, partition, offset)
);
CREATE INDEX dead_letters_by_time ON dead_letters (at, reason);
CREATE INDEX dead_letters_by_reason ON dead_letters (reason, at);

CREATE TABLE strangers (
    topic TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    at REAL NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    why TEXT NOT NULL
);

CREATE TABLE events (at REAL NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX events_by_time ON events (at);

CREATE TABLE positions (
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    topic_id TEXT NOT NULL,
    next_offset INTEGER NOT NULL,
    PRIMARY KEY (topic, partition)
);
"""
