-- SPDX-License-Identifier: Apache-2.0
-- Projections of src/practice/register: entities, their names, mentions with roles, links.

-- unknown 1: nobody knows who it is ("unknown male called Ash"). state: candidate (made by an exact
-- identifier, not yet looked at by a person), confirmed, rejected (all that was taken for it).
CREATE TABLE entity (
	id          TEXT PRIMARY KEY,
	kind        TEXT    NOT NULL,
	name        TEXT    NOT NULL,
	unknown     INTEGER NOT NULL,
	state       TEXT    NOT NULL,
	seq         INTEGER NOT NULL,
	recorded_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- All names of an entity, its own name among them; key: the folded spelling, or the identifier.
CREATE TABLE entity_name (
	entity TEXT    NOT NULL,
	key    TEXT    NOT NULL,
	name   TEXT    NOT NULL,
	seq    INTEGER NOT NULL,
	PRIMARY KEY (entity, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX entity_name_key ON entity_name (key);

-- state: proposed (by the engine), confirmed, rejected (by a person). entity: whom it names, or is
-- proposed to name. Of those without one, a name entered later finds the mentions it may explain.
CREATE TABLE mention (
	id          TEXT PRIMARY KEY,
	report      TEXT    NOT NULL,
	kind        TEXT    NOT NULL,
	role        TEXT    NOT NULL,
	start       INTEGER NOT NULL,
	"end"       INTEGER NOT NULL,
	value       TEXT    NOT NULL,
	rule        TEXT    NOT NULL,
	entity      TEXT,
	state       TEXT    NOT NULL,
	seq         INTEGER NOT NULL,
	because     TEXT,
	decided_by  TEXT,
	decided_seq INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_report ON mention (report);
CREATE INDEX mention_entity ON mention (entity, state) WHERE entity IS NOT NULL;
CREATE INDEX mention_value ON mention (kind, value) WHERE entity IS NULL;

-- kind: same (both are one), part (a is in the group b), associate. state: proposed, confirmed,
-- rejected, unsure. evidence: in words.
CREATE TABLE link (
	id          TEXT PRIMARY KEY,
	a           TEXT    NOT NULL,
	b           TEXT    NOT NULL,
	kind        TEXT    NOT NULL,
	state       TEXT    NOT NULL,
	evidence    TEXT    NOT NULL,
	because     TEXT    NOT NULL,
	decided_by  TEXT,
	seq         INTEGER NOT NULL,
	recorded_at INTEGER NOT NULL,
	decided_seq INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX link_a ON link (a, kind, b, state);
CREATE INDEX link_b ON link (b, kind, a, state);
CREATE INDEX link_state ON link (state, seq);
