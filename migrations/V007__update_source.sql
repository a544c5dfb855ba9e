-- Where this computer looks for new versions of the program. No row: nowhere.
CREATE TABLE local_update_source (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  address TEXT NOT NULL,
  public_key TEXT NOT NULL
) STRICT;

INSERT INTO privacy_tags (table_name, column_name, tag) VALUES
  ('local_update_source', 'only_row', 'none'), ('local_update_source', 'address', 'none'), ('local_update_source', 'public_key', 'none');
