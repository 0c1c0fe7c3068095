-- SPDX-License-Identifier: Apache-2.0
-- The truth: events that are only ever added, the content that may have to be forgotten, the tree.

CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
	seq          INTEGER PRIMARY KEY,
	kind         TEXT    NOT NULL,
	kind_version INTEGER NOT NULL,
	actor        TEXT    NOT NULL,
	writer       TEXT    NOT NULL,
	occurred_lo  INTEGER NOT NULL,
	occurred_hi  INTEGER NOT NULL,
	precision    TEXT    NOT NULL,
	recorded_at  INTEGER NOT NULL,
	header_salt  BLOB    NOT NULL,
	body_mac     BLOB    NOT NULL,
	entry        BLOB    NOT NULL
) STRICT;

CREATE TABLE event_secret (
	seq       INTEGER PRIMARY KEY REFERENCES event (seq),
	body_salt BLOB NOT NULL,
	body      TEXT NOT NULL
) STRICT;

-- Position n keeps the order of the header, which the log's entry commits to.
CREATE TABLE event_about (
	seq   INTEGER NOT NULL REFERENCES event (seq),
	n     INTEGER NOT NULL,
	thing TEXT    NOT NULL,
	PRIMARY KEY (seq, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_about_thing ON event_about (thing, seq);

CREATE TABLE derived_from (
	seq      INTEGER NOT NULL REFERENCES event (seq),
	n        INTEGER NOT NULL,
	from_seq INTEGER NOT NULL REFERENCES event (seq),
	PRIMARY KEY (seq, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX derived_from_from ON derived_from (from_seq, seq);

-- tlog-tiles: up to 256 hashes of complete subtrees of 256^level leaves each.
CREATE TABLE tile (
	level  INTEGER NOT NULL,
	idx    INTEGER NOT NULL,
	hashes BLOB    NOT NULL,
	PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

-- Nothing but what the note says: a column that no signature covers could be changed unnoticed.
CREATE TABLE checkpoint (
	size INTEGER PRIMARY KEY,
	root BLOB NOT NULL,
	note TEXT NOT NULL
) STRICT;

CREATE TABLE blob (
	name TEXT    PRIMARY KEY,
	size INTEGER NOT NULL,
	refs INTEGER NOT NULL,
	key  BLOB    NOT NULL,
	data BLOB -- NULL: a file of that name under blobs/
) STRICT; -- with rowid: rows of kilobytes would leave a key's pages half empty

-- Caches say up to which event, and under which versions, they are true.
CREATE TABLE cache (
	name    TEXT PRIMARY KEY,
	seq     INTEGER NOT NULL,
	version TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'events are appended, never changed'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'events are appended, never deleted'); END;
CREATE TRIGGER event_secret_is_never_changed BEFORE UPDATE ON event_secret
BEGIN SELECT raise(ABORT, 'the content of an event is disposed of, never changed'); END;
CREATE TRIGGER event_about_is_never_changed BEFORE UPDATE ON event_about
BEGIN SELECT raise(ABORT, 'events are appended, never changed'); END;
CREATE TRIGGER event_about_is_never_deleted BEFORE DELETE ON event_about
BEGIN SELECT raise(ABORT, 'events are appended, never deleted'); END;
CREATE TRIGGER derived_from_is_never_changed BEFORE UPDATE ON derived_from
BEGIN SELECT raise(ABORT, 'events are appended, never changed'); END;
CREATE TRIGGER derived_from_is_never_deleted BEFORE DELETE ON derived_from
BEGIN SELECT raise(ABORT, 'events are appended, never deleted'); END;
CREATE TRIGGER checkpoint_is_never_changed BEFORE UPDATE ON checkpoint
BEGIN SELECT raise(ABORT, 'checkpoints are signed once'); END;
CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint
BEGIN SELECT raise(ABORT, 'checkpoints are kept'); END;
