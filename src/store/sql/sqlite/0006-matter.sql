-- SPDX-License-Identifier: Apache-2.0
-- Projections of src/practice/matter: matters, what belongs to them, decisions, actions, operations.
-- What any row is about stands in event_about under its seq.

CREATE TABLE matter (
	id          TEXT PRIMARY KEY,
	title       TEXT    NOT NULL,
	risk        TEXT    NOT NULL, -- recorded judgement in words: "being harmed", "at risk", "not known"
	child       TEXT    NOT NULL, -- may a child be harmed: yes, no, unknown
	state       TEXT    NOT NULL, -- open, closed
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL,
	closed_seq  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE matter_thing (
	matter      TEXT    NOT NULL,
	thing       TEXT    NOT NULL,
	seq         INTEGER NOT NULL,
	recorded_at INTEGER NOT NULL,
	PRIMARY KEY (matter, thing)
) STRICT, WITHOUT ROWID;
CREATE INDEX matter_thing_thing ON matter_thing (thing);

-- kind: act, develop, share, hold, no_action, close ... (the policy lists which need a second person).
CREATE TABLE decision (
	id          TEXT PRIMARY KEY,
	matter      TEXT,              -- NULL: a decision of the record outside any matter
	number      INTEGER NOT NULL,  -- within the matter, without gaps, from 1; 0 outside
	kind        TEXT    NOT NULL,
	reason      TEXT    NOT NULL,
	options     TEXT    NOT NULL,  -- what else was considered, and why not
	unknowns    TEXT    NOT NULL,  -- what was not known
	decider     TEXT    NOT NULL,  -- member
	second      TEXT,              -- the second member
	state       TEXT    NOT NULL,  -- made; or proposed: waits for the second person
	review_at   INTEGER,
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	late        INTEGER NOT NULL,  -- entered later than the day on which it was made
	seq         INTEGER NOT NULL,
	second_seq  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_matter ON decision (matter, number);
CREATE INDEX decision_seq ON decision (seq);

CREATE TABLE action (
	id          TEXT PRIMARY KEY,
	matter      TEXT,
	title       TEXT    NOT NULL,
	owner       TEXT,              -- member; NULL: the record names nobody
	due_at      INTEGER,
	state       TEXT    NOT NULL,  -- raised, done, dropped
	outcome     TEXT    NOT NULL,
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL,
	done_lo     INTEGER,
	done_hi     INTEGER,
	done_precision TEXT,
	done_seq    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX action_matter ON action (matter);
CREATE INDEX action_seq ON action (seq);

CREATE TABLE operation (
	id          TEXT PRIMARY KEY,
	name        TEXT    NOT NULL,
	objective   TEXT    NOT NULL,
	outcome     TEXT    NOT NULL,
	state       TEXT    NOT NULL,  -- running, closed
	occurred_lo INTEGER NOT NULL,  -- when it ran, as far as known
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL,
	closed_lo   INTEGER,
	closed_hi   INTEGER,
	closed_precision TEXT,
	closed_seq  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX operation_seq ON operation (seq);
