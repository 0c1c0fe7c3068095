-- SPDX-License-Identifier: Apache-2.0
-- Projections of src/practice/duty: what has to be answered for, the steps of ownership, clocks.
-- Who is answerable, and whether a clock is breached, are computed from these rows for any time.

-- Everything that must have an owner at every instant: reports, matters, recommendations ...
CREATE TABLE charge (
	thing       TEXT PRIMARY KEY,
	seq         INTEGER NOT NULL,
	recorded_at INTEGER NOT NULL,
	closed_at   INTEGER,
	closed_seq  INTEGER
) STRICT, WITHOUT ROWID;

-- step: proposed, accepted, declined, discharged. A hand-over is proposed to one member while the
-- other's duty goes on until it is accepted.
CREATE TABLE duty_step (
	seq         INTEGER PRIMARY KEY,
	duty        TEXT    NOT NULL,
	thing       TEXT    NOT NULL,
	member      TEXT    NOT NULL,
	step        TEXT    NOT NULL,
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	because     TEXT    NOT NULL
) STRICT;
CREATE INDEX duty_step_thing ON duty_step (thing, seq);
CREATE INDEX duty_step_member ON duty_step (member, seq);

-- due: the last instant at which it is met, by the policy event policy_seq.
CREATE TABLE clock (
	id          TEXT PRIMARY KEY,
	thing       TEXT    NOT NULL,
	clock       TEXT    NOT NULL,
	policy_seq  INTEGER NOT NULL,
	started_at  INTEGER NOT NULL,
	due         INTEGER NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL,
	met_at      INTEGER,
	met_seq     INTEGER,
	met_by      TEXT,
	noticed_at  INTEGER, -- when somebody first took notice that it had run out, and who
	noticed_seq INTEGER,
	noticed_by  TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_thing ON clock (thing, clock);
CREATE INDEX clock_due ON clock (met_at, due);
