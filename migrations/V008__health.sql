-- When this computer last looked at every page of the shop's file by itself, and what it found. No row: not yet.
CREATE TABLE local_quick_check (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  at_ms INTEGER NOT NULL,
  is_good INTEGER NOT NULL CHECK (is_good IN (0, 1)),
  message TEXT NOT NULL
) STRICT;

-- Owners and managers of a shop that was made before see how it is; new shops get their roles whole.
INSERT OR IGNORE INTO role_permissions (role_id, permission) SELECT id, 'see_health' FROM roles WHERE code IN ('owner', 'manager');

INSERT INTO privacy_tags (table_name, column_name, tag) VALUES
  ('local_quick_check', 'only_row', 'none'), ('local_quick_check', 'at_ms', 'none'), ('local_quick_check', 'is_good', 'none'),
  ('local_quick_check', 'message', 'none');
