-- SPDX-License-Identifier: Apache-2.0
-- How likely the link engine holds a proposed link to be right, in a thousand; NULL where a person or an
-- exact identifier proposed it.

ALTER TABLE link ADD COLUMN chance INTEGER;
