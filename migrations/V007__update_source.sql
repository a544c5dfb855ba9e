-- Where this computer looks for new versions of the program. No row: nowhere.
CREATE TABLE local_update_source (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  address TEXT NOT NULL,
  public_key TEXT NOT NULL
) STRICT;

-- Who owns a shop that was made before may say so; new shops get their roles whole.
INSERT OR IGNORE INTO role_permissions (role_id, permission) SELECT id, 'manage_updates' FROM roles WHERE code = 'owner';

INSERT INTO privacy_tags (table_name, column_name, tag) VALUES
  ('local_update_source', 'only_row', 'none'), ('local_update_source', 'address', 'none'), ('local_update_source', 'public_key', 'none');
