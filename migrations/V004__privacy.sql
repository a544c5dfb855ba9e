-- Forgetting people and keeping the history provable: what the purge door takes out of rows that stay, and whom it forgot.

-- Salts the hash of what a row says about a person (orders.note, payments.reference, stock_movements.note), so that the hash that stays
-- behind when it is erased tells nobody what it was. NULL where a row says nothing about anybody.
ALTER TABLE orders ADD COLUMN salt BLOB CHECK (salt IS NULL OR length(salt) = 16);
ALTER TABLE payments ADD COLUMN salt BLOB CHECK (salt IS NULL OR length(salt) = 16);
ALTER TABLE stock_movements ADD COLUMN salt BLOB CHECK (salt IS NULL OR length(salt) = 16);

-- FACT. What a purge took out. For a fact that stays: record_key is the hash the row has now, and row_hash the one its commit vouches for.
-- For a row of contents that is gone (documents, changes): record_key is what the row was known by, and row_hash is NULL.
CREATE TABLE redactions (
  redaction_no INTEGER NOT NULL,
  purge_id BLOB NOT NULL CHECK (length(purge_id) = 16),
  table_name TEXT NOT NULL,
  record_key BLOB NOT NULL,
  row_hash BLOB CHECK (row_hash IS NULL OR length(row_hash) = 32),
  commit_seq INTEGER NOT NULL,
  PRIMARY KEY (commit_seq, redaction_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX redactions_by_record ON redactions (table_name, record_key);

-- FACT. Who was forgotten. Only the id stays, so that a copy of the shop that comes back forgets them again.
CREATE TABLE erasures (
  person_id BLOB NOT NULL CHECK (length(person_id) = 16),
  kind TEXT NOT NULL CHECK (kind IN ('customer', 'staff')),
  reason TEXT NOT NULL,
  purge_id BLOB NOT NULL CHECK (length(purge_id) = 16),
  at_ms INTEGER NOT NULL,
  commit_seq INTEGER NOT NULL,
  PRIMARY KEY (person_id, commit_seq)
) STRICT, WITHOUT ROWID;

-- How long things are kept. Without a row: ten years, and customers without end.
CREATE TABLE retention (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  retention_years INTEGER NOT NULL CHECK (retention_years BETWEEN 1 AND 100),
  customer_years INTEGER CHECK (customer_years BETWEEN 1 AND 100)
) STRICT;

-- Who owns a shop that was made before may decide about it; new shops get their roles whole.
INSERT OR IGNORE INTO role_permissions (role_id, permission) SELECT id, 'manage_privacy' FROM roles WHERE code = 'owner';

WITH tagged (table_name, tag, columns) AS (VALUES
  ('orders', 'none', 'salt'),
  ('payments', 'none', 'salt'),
  ('stock_movements', 'none', 'salt'),
  ('redactions', 'none', 'redaction_no purge_id table_name record_key row_hash commit_seq'),
  ('erasures', 'none', 'person_id kind reason purge_id at_ms commit_seq'),
  ('retention', 'none', 'only_row retention_years customer_years')
)
INSERT INTO privacy_tags (table_name, column_name, tag)
SELECT tagged.table_name, json_each.value, tagged.tag
FROM tagged, json_each('["' || replace(tagged.columns, ' ', '","') || '"]');
