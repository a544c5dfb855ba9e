-- Accounts: roles that require a second factor, PINs, and computers that are trusted.

ALTER TABLE roles ADD COLUMN requires_second_factor INTEGER NOT NULL DEFAULT 0 CHECK (requires_second_factor IN (0, 1));

-- What opened the screen last. A PIN opens less than a password.
ALTER TABLE local_sessions ADD COLUMN opened_by TEXT NOT NULL DEFAULT 'password' CHECK (opened_by IN ('password', 'pin'));

-- A short number with which somebody takes over a screen where another is signed in, or opens their own locked one.
CREATE TABLE staff_pins (
  staff_id BLOB PRIMARY KEY REFERENCES staff (id),
  pin_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Wrong tries at a PIN since its person's password was last used. No time makes them forgotten, so no clock does.
CREATE TABLE local_pin_tries (
  staff_id BLOB PRIMARY KEY REFERENCES staff (id),
  failures INTEGER NOT NULL CHECK (failures >= 0)
) STRICT, WITHOUT ROWID;

-- Computers on which somebody needs no code for a while. A browser holds a token; the program's own window needs none, because it is the
-- program that holds the open store.
CREATE TABLE local_trusted_devices (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  staff_id BLOB NOT NULL REFERENCES staff (id),
  token_hash BLOB CHECK (token_hash IS NULL OR length(token_hash) = 32),
  name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  seen_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX local_trusted_devices_by_staff ON local_trusted_devices (staff_id);

CREATE VIEW view_role_names AS SELECT id, name FROM roles;

WITH tagged (table_name, tag, columns) AS (VALUES
  ('roles', 'none', 'requires_second_factor'),
  ('local_sessions', 'none', 'opened_by'),
  ('staff_pins', 'none', 'staff_id'),
  ('staff_pins', 'personal', 'pin_hash'),
  ('local_pin_tries', 'none', 'staff_id failures'),
  ('local_trusted_devices', 'none', 'id staff_id token_hash name created_at_ms seen_at_ms expires_at_ms')
)
INSERT INTO privacy_tags (table_name, column_name, tag)
SELECT tagged.table_name, json_each.value, tagged.tag
FROM tagged, json_each('["' || replace(tagged.columns, ' ', '","') || '"]');
