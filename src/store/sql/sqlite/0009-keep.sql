-- SPDX-License-Identifier: Apache-2.0
-- Projections of src/practice/keep: holds, and material that the record says is gone.

CREATE TABLE hold (
	id          TEXT PRIMARY KEY,
	scope       TEXT    NOT NULL,  -- in words
	issuer      TEXT    NOT NULL,
	order_text  TEXT    NOT NULL,
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL,
	lifted_at   INTEGER,
	lifted_by   TEXT,
	lifted_why  TEXT,
	lifted_seq  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE hold_thing (
	hold  TEXT NOT NULL,
	thing TEXT NOT NULL,
	PRIMARY KEY (hold, thing)
) STRICT, WITHOUT ROWID;
CREATE INDEX hold_thing_thing ON hold_thing (thing);

CREATE TABLE loss (
	id          TEXT PRIMARY KEY,
	what        TEXT    NOT NULL,
	rule        TEXT    NOT NULL,  -- the retention rule, or how it went, as recorded
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX loss_seq ON loss (seq);
