-- SPDX-License-Identifier: Apache-2.0
-- Projection of src/practice/contact: was the victim asked, how, by whom, and what was the answer.

CREATE TABLE contact (
	id          TEXT PRIMARY KEY,
	victim      TEXT    NOT NULL,  -- entity: a person, or a group where nobody was recorded singly
	asked       TEXT    NOT NULL,  -- yes, no, unknown
	how         TEXT    NOT NULL,
	by_member   TEXT,              -- NULL: the record names nobody
	supporter   TEXT    NOT NULL,
	answer      TEXT    NOT NULL,  -- in their words
	reason      TEXT    NOT NULL,
	threat      TEXT    NOT NULL,  -- yes, no, unknown
	ask_again_at INTEGER,
	occurred_lo INTEGER NOT NULL,
	occurred_hi INTEGER NOT NULL,
	precision   TEXT    NOT NULL,
	recorded_at INTEGER NOT NULL,
	seq         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_victim ON contact (victim);
CREATE INDEX contact_seq ON contact (seq);
