-- SPDX-License-Identifier: Apache-2.0
-- Projections of src/practice/meeting: meetings, items, who was there, and who was shown what.

CREATE TABLE meeting (
	id          TEXT PRIMARY KEY,
	kind        TEXT    NOT NULL,
	title       TEXT    NOT NULL,
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE meeting_item (
	id          TEXT PRIMARY KEY,
	meeting     TEXT    NOT NULL,
	number      INTEGER NOT NULL,
	text        TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_item_meeting ON meeting_item (meeting, number);

CREATE TABLE attendance (
	meeting TEXT NOT NULL,
	member  TEXT NOT NULL,
	seq     INTEGER NOT NULL,
	PRIMARY KEY (meeting, member)
) STRICT, WITHOUT ROWID;

-- A person was shown a thing, by an explicit act. strength, strongest first: acknowledged, decided,
-- briefed, attended, delivered, delivered_to_unit, held (practice.md section 8).
CREATE TABLE exposure (
	id          TEXT PRIMARY KEY,
	member      TEXT    NOT NULL,
	thing       TEXT    NOT NULL,  -- what was shown: a report, a meeting's item, an entity ...
	how         TEXT    NOT NULL,  -- in words
	strength    TEXT    NOT NULL,
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX exposure_thing ON exposure (thing);
CREATE INDEX exposure_member ON exposure (member);
CREATE INDEX exposure_seq ON exposure (seq);
