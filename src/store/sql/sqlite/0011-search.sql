-- SPDX-License-Identifier: Apache-2.0
-- The search index: a cache over the texts of reports, whose rows it shares (external content).

CREATE VIRTUAL TABLE search USING fts5 (
	text,
	content = 'report',
	content_rowid = 'seq',
	tokenize = "unicode61 remove_diacritics 2"
);
