-- Who owns a shop that was made before its keys could be managed may manage them; new shops get their roles whole.
INSERT OR IGNORE INTO role_permissions (role_id, permission) SELECT id, 'manage_keys' FROM roles WHERE code = 'owner';
