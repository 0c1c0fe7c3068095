-- SPDX-License-Identifier: Apache-2.0
-- Projections of src/practice/oversight: complaint, finding, response, recommendation, publication.
-- Dates may conflict between sources: each statement of a date is a row of its own, none overwrites.

CREATE TABLE complaint (
	id          TEXT PRIMARY KEY,
	title       TEXT    NOT NULL,
	text        TEXT    NOT NULL,
	made_by     TEXT    NOT NULL,  -- in words: a role, never a private name
	against     TEXT    NOT NULL,
	body        TEXT    NOT NULL,  -- the body that investigates
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
	id          TEXT PRIMARY KEY,
	complaint   TEXT    NOT NULL,
	outcome     TEXT    NOT NULL,  -- upheld, not_upheld, no_case, other
	text        TEXT    NOT NULL,
	source      TEXT    NOT NULL,  -- which document says so
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_complaint ON finding (complaint);

CREATE TABLE response (
	id          TEXT PRIMARY KEY,
	finding     TEXT    NOT NULL,
	stance      TEXT    NOT NULL,  -- agreed, disputed, partly
	reason      TEXT    NOT NULL,
	made_by     TEXT    NOT NULL,
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX response_finding ON response (finding);

CREATE TABLE publication (
	id          TEXT PRIMARY KEY,
	thing       TEXT    NOT NULL,  -- complaint, finding, operation or report
	extent      TEXT    NOT NULL,  -- shared, summary, part, full
	text        TEXT    NOT NULL,
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX publication_thing ON publication (thing);

CREATE TABLE recommendation (
	id          TEXT PRIMARY KEY,
	origin      TEXT    NOT NULL,  -- the report, finding or profile it stands in
	text        TEXT    NOT NULL,
	addressee   TEXT    NOT NULL,
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL,
	reply       TEXT,              -- the first one: accepted, rejected, done; NULL: no recorded answer
	reply_reason TEXT,
	reply_by    TEXT,
	reply_lo    INTEGER,
	reply_hi    INTEGER,
	reply_precision TEXT,
	reply_seq   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX recommendation_origin ON recommendation (origin);

-- Every reply: what was accepted may be done, or rejected after all, later on.
CREATE TABLE recommendation_reply (
	seq            INTEGER PRIMARY KEY,
	recommendation TEXT    NOT NULL,
	reply          TEXT    NOT NULL,
	reason         TEXT    NOT NULL,
	by_member      TEXT,           -- NULL: the record names nobody
	occurred_lo    INTEGER NOT NULL,
	occurred_hi    INTEGER NOT NULL,
	precision      TEXT    NOT NULL,
	recorded_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX recommendation_reply_recommendation ON recommendation_reply (recommendation, seq);
