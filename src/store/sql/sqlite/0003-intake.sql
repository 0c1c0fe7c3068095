-- SPDX-License-Identifier: Apache-2.0
-- Projections of src/practice/intake: sources (sealed), reports as received and as read.

-- mac: keyed name of the source's name, so that the same name finds the same pseudonym.
CREATE TABLE source (
	id          TEXT PRIMARY KEY,
	mac         TEXT    NOT NULL UNIQUE,
	sealed      TEXT    NOT NULL,
	kind        TEXT    NOT NULL,
	seq         INTEGER NOT NULL,
	recorded_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- seq is the number in the id (R15: 15), and the rowid of the search index.
-- status: received, read, cut (read up to a limit), unreadable, quarantined, refused.
CREATE TABLE report (
	seq             INTEGER PRIMARY KEY,
	id              TEXT    NOT NULL UNIQUE,
	source          TEXT    NOT NULL,
	channel         TEXT    NOT NULL,
	path            TEXT    NOT NULL,
	title           TEXT    NOT NULL,
	dated_lo        INTEGER NOT NULL,
	dated_hi        INTEGER NOT NULL,
	dated_precision TEXT    NOT NULL,
	recorded_at     INTEGER NOT NULL,
	sha256          TEXT    NOT NULL,
	size            INTEGER NOT NULL,
	media           TEXT    NOT NULL,
	blob            TEXT,
	parent          TEXT,    -- the report this one was attached to, or is a row of
	part            INTEGER NOT NULL, -- attachment or row number, from 1; 0: none
	same_bytes      TEXT,    -- the first report with the same bytes
	status          TEXT    NOT NULL,
	reason          TEXT    NOT NULL,
	engine          TEXT    NOT NULL,
	read_seq        INTEGER,
	text            TEXT    NOT NULL
) STRICT;
CREATE INDEX report_sha256 ON report (sha256, source, path);
CREATE INDEX report_parent ON report (parent);
CREATE INDEX report_source ON report (source);

-- Sender lines, authors: identity that came with a document, sealed.
CREATE TABLE report_sealed (
	report TEXT NOT NULL,
	n      INTEGER NOT NULL,
	label  TEXT NOT NULL,
	sealed TEXT NOT NULL,
	PRIMARY KEY (report, n)
) STRICT, WITHOUT ROWID;
