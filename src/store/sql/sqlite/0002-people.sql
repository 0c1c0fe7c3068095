-- SPDX-License-Identifier: Apache-2.0
-- Projections of src/practice/people: the organisation, members, posts held from-to, the policy.
-- Every projected row carries the event that made it (seq) and when that was recorded.

CREATE TABLE organisation (
	name        TEXT PRIMARY KEY,
	seq         INTEGER NOT NULL,
	recorded_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_adopted (
	seq         INTEGER PRIMARY KEY,
	name        TEXT    NOT NULL,
	version     TEXT    NOT NULL,
	text        TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL
) STRICT;

-- Whose rank answers by default under that policy: rung 1 is the lowest; equals of a rung's rank have
-- rows of their own. As the policy was understood when it was adopted.
CREATE TABLE policy_ladder (
	seq  INTEGER NOT NULL,
	rung INTEGER NOT NULL,
	rank TEXT    NOT NULL,
	PRIMARY KEY (seq, rung, rank)
) STRICT, WITHOUT ROWID;

-- account 0: a person of the record (an attendee of 2002) who never signs in.
CREATE TABLE member (
	id           TEXT PRIMARY KEY,
	name         TEXT    NOT NULL,
	name_key     TEXT    NOT NULL,
	organisation TEXT    NOT NULL,
	account      INTEGER NOT NULL,
	seq          INTEGER NOT NULL,
	recorded_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX member_name ON member (name_key);

-- rank NULL: nobody recorded it. until_seq NULL: still held.
CREATE TABLE post (
	id              TEXT PRIMARY KEY,
	member          TEXT    NOT NULL,
	title           TEXT    NOT NULL,
	rank            TEXT,
	senior          TEXT    NOT NULL, -- yes, no, unknown: by the policy in force when recorded
	unit            TEXT    NOT NULL,
	organisation    TEXT    NOT NULL,
	acting          INTEGER NOT NULL,
	from_lo         INTEGER NOT NULL,
	from_hi         INTEGER NOT NULL,
	from_precision  TEXT    NOT NULL,
	until_lo        INTEGER,
	until_hi        INTEGER,
	until_precision TEXT,
	seq             INTEGER NOT NULL,
	recorded_at     INTEGER NOT NULL,
	until_seq       INTEGER,
	until_recorded  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX post_member ON post (member);
CREATE INDEX post_rank ON post (rank);
