-- The shop, from its first day. The rules behind this shape are in docs/architecture.md, "The store".
--
-- Units: *_minor whole minor units of the shop's currency; *_millionths millionths of the currency unit (prices) or of one (rates);
-- *_thousandths thousandths of a piece or measure; *_ms UTC milliseconds; dates are ISO 8601 text, business_date in the shop's own day.
-- Tables marked FACT are insert-only: the store gives every table with a commit_seq the triggers that refuse UPDATE and DELETE.

-- ── History ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- One row a write transaction; a hash chain per device.
CREATE TABLE commits (
  seq INTEGER PRIMARY KEY,
  device_id BLOB NOT NULL CHECK (length(device_id) = 16),
  device_seq INTEGER NOT NULL,
  actor_id BLOB CHECK (actor_id IS NULL OR length(actor_id) = 16),
  register_id BLOB CHECK (register_id IS NULL OR length(register_id) = 16),
  operation TEXT NOT NULL,
  hlc INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
  previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  UNIQUE (device_id, device_seq)
) STRICT;

-- FACT. What a commit changed in a changeable record; the values lie in change_contents, which may be purged.
CREATE TABLE changes (
  commit_seq INTEGER NOT NULL REFERENCES commits (seq) DEFERRABLE INITIALLY DEFERRED,
  change_no INTEGER NOT NULL,
  table_name TEXT NOT NULL,
  record_id BLOB NOT NULL,
  field TEXT NOT NULL,
  content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
  PRIMARY KEY (commit_seq, change_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX changes_by_record ON changes (record_id);

CREATE TABLE change_contents (
  commit_seq INTEGER NOT NULL,
  change_no INTEGER NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  before TEXT,
  after TEXT,
  PRIMARY KEY (commit_seq, change_no)
) STRICT, WITHOUT ROWID;

-- FACT. Every use of the one door through which facts may be removed.
CREATE TABLE purges (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  reason TEXT NOT NULL,
  what TEXT NOT NULL,
  removed_rows INTEGER NOT NULL,
  commit_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Holds a row only inside the transaction of a purge; the triggers on facts look here.
CREATE TABLE local_purging (reason TEXT NOT NULL) STRICT;

CREATE TABLE privacy_tags (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  tag TEXT NOT NULL CHECK (tag IN ('none', 'personal', 'personal-kept-by-law', 'special')),
  PRIMARY KEY (table_name, column_name)
) STRICT, WITHOUT ROWID;

-- ── The shop and its places ─────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE shop (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  country TEXT NOT NULL CHECK (length(country) = 2),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  language TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  paper_size TEXT NOT NULL CHECK (paper_size IN ('a4', 'letter')),
  prices_include_tax INTEGER NOT NULL CHECK (prices_include_tax IN (0, 1)),
  tax_rounding TEXT NOT NULL CHECK (tax_rounding IN ('document', 'line')),
  tax_number TEXT NOT NULL,
  cash_rounding_minor INTEGER NOT NULL CHECK (cash_rounding_minor >= 1),
  allow_negative_stock INTEGER NOT NULL CHECK (allow_negative_stock IN (0, 1)),
  expiry_warning_days INTEGER NOT NULL CHECK (expiry_warning_days BETWEEN 1 AND 3650),
  lock_after_minutes INTEGER NOT NULL CHECK (lock_after_minutes BETWEEN 1 AND 1440),
  -- A demo shop: every page and document says so.
  is_demo INTEGER NOT NULL CHECK (is_demo IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which device this copy of the store is. A restore makes a new one.
CREATE TABLE local_device (device_id BLOB NOT NULL CHECK (length(device_id) = 16)) STRICT;

CREATE TABLE locations (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('shop_floor', 'stockroom', 'testers', 'quarantine')),
  is_sellable INTEGER NOT NULL CHECK (is_sellable IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE registers (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  device_id BLOB NOT NULL REFERENCES devices (id),
  location_id BLOB NOT NULL REFERENCES locations (id),
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Human numbers. One row a register, kind and epoch; taken inside the posting transaction, so there is no gap.
CREATE TABLE series (
  register_id BLOB NOT NULL REFERENCES registers (id),
  kind TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  prefix TEXT NOT NULL,
  next_number INTEGER NOT NULL CHECK (next_number >= 1),
  PRIMARY KEY (register_id, kind, epoch)
) STRICT, WITHOUT ROWID;

-- ── Staff ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE roles (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  code TEXT NOT NULL,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE role_permissions (
  role_id BLOB NOT NULL REFERENCES roles (id),
  permission TEXT NOT NULL,
  PRIMARY KEY (role_id, permission)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  name TEXT NOT NULL,
  role_id BLOB NOT NULL REFERENCES roles (id),
  password_hash TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
  language TEXT,
  theme TEXT CHECK (theme IN ('system', 'light', 'dark')),
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A second factor counts once its first code was seen. last_step is the 30-second step whose code was taken last.
CREATE TABLE second_factors (
  staff_id BLOB PRIMARY KEY REFERENCES staff (id),
  secret BLOB NOT NULL CHECK (length(secret) = 20),
  is_confirmed INTEGER NOT NULL CHECK (is_confirmed IN (0, 1)),
  last_step INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
  staff_id BLOB NOT NULL REFERENCES staff (id),
  code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
  PRIMARY KEY (staff_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE local_sessions (
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
  staff_id BLOB NOT NULL REFERENCES staff (id),
  register_id BLOB NOT NULL REFERENCES registers (id),
  kind TEXT NOT NULL CHECK (kind IN ('interface', 'script')),
  created_at_ms INTEGER NOT NULL,
  seen_at_ms INTEGER NOT NULL,
  is_locked INTEGER NOT NULL CHECK (is_locked IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX local_sessions_by_staff ON local_sessions (staff_id);

-- Failed tries at an account name, known or not.
CREATE TABLE local_sign_in_throttle (
  account TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  window_began_at_ms INTEGER NOT NULL,
  last_try_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who was let in and who was refused, counted by the minute: sign-ins, unlocks, and operations that a role does not include. outcome is
-- 'granted' or the code of the refusal.
CREATE TABLE local_accesses (
  minute_at_ms INTEGER NOT NULL,
  account TEXT NOT NULL,
  operation TEXT NOT NULL,
  outcome TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (minute_at_ms, account, operation, outcome)
) STRICT, WITHOUT ROWID;

-- Work in progress on a screen (parked tickets, half-typed forms). Content is the screen's own JSON; subject_id is the record a form
-- changes, NULL for a new one.
CREATE TABLE local_drafts (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  kind TEXT NOT NULL,
  owner_device_id BLOB NOT NULL,
  staff_id BLOB NOT NULL,
  subject_id BLOB,
  title TEXT NOT NULL,
  content TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE local_jobs (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  staff_id BLOB,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
  is_cancel_requested INTEGER NOT NULL CHECK (is_cancel_requested IN (0, 1)),
  done INTEGER NOT NULL,
  total INTEGER,
  message TEXT NOT NULL,
  result TEXT,
  started_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- ── Tax ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE tax_categories (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tax_rates (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  tax_category_id BLOB NOT NULL REFERENCES tax_categories (id),
  name TEXT NOT NULL,
  rate_millionths INTEGER NOT NULL CHECK (rate_millionths BETWEEN 0 AND 10000000),
  valid_from TEXT NOT NULL,
  valid_until TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX tax_rates_by_category ON tax_rates (tax_category_id, valid_from);

-- ── Products ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE categories (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  parent_id BLOB REFERENCES categories (id),
  name TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE products (
  local_key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  name TEXT NOT NULL,
  brand TEXT NOT NULL,
  description TEXT NOT NULL,
  category_id BLOB REFERENCES categories (id),
  kind TEXT NOT NULL CHECK (kind IN ('goods', 'service')),
  state TEXT NOT NULL CHECK (state IN ('draft', 'active', 'archived')),
  option_1_name TEXT NOT NULL,
  option_2_name TEXT NOT NULL,
  option_3_name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  import_id BLOB
) STRICT;
CREATE INDEX products_by_name ON products (name COLLATE NOCASE, local_key, id);
CREATE INDEX products_by_state ON products (state, name COLLATE NOCASE, local_key, id);
CREATE INDEX products_by_category ON products (category_id) WHERE category_id IS NOT NULL;
CREATE INDEX products_by_import ON products (import_id) WHERE import_id IS NOT NULL;

CREATE TABLE variants (
  local_key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  product_id BLOB NOT NULL REFERENCES products (id),
  position INTEGER NOT NULL,
  option_1 TEXT NOT NULL,
  option_2 TEXT NOT NULL,
  option_3 TEXT NOT NULL,
  swatch TEXT,
  sku TEXT NOT NULL,
  tax_category_id BLOB NOT NULL REFERENCES tax_categories (id),
  unit TEXT NOT NULL,
  content_thousandths INTEGER,
  content_unit TEXT NOT NULL,
  price_millionths INTEGER NOT NULL CHECK (price_millionths >= 0),
  reorder_point_thousandths INTEGER,
  reorder_target_thousandths INTEGER,
  track_stock INTEGER NOT NULL CHECK (track_stock IN (0, 1)),
  track_lots INTEGER NOT NULL CHECK (track_lots IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('active', 'archived'))
) STRICT;
CREATE INDEX variants_by_product ON variants (product_id, position);
CREATE INDEX variants_by_sku ON variants (sku COLLATE NOCASE);

CREATE TABLE barcodes (
  barcode TEXT NOT NULL,
  variant_id BLOB NOT NULL REFERENCES variants (id),
  position INTEGER NOT NULL,
  PRIMARY KEY (barcode, variant_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX barcodes_by_variant ON barcodes (variant_id, position);

-- FACT. Every price a variant ever had.
CREATE TABLE price_changes (
  variant_id BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  price_millionths INTEGER NOT NULL,
  import_id BLOB,
  commit_seq INTEGER NOT NULL,
  PRIMARY KEY (variant_id, at_ms, commit_seq)
) STRICT, WITHOUT ROWID;

-- rowid is variants.local_key. Nothing asks where in a text a word stands, so the index does not keep it; a word typed up to six
-- letters is looked up as it is, and only longer ones are put together from the words that begin so.
CREATE VIRTUAL TABLE variant_search USING fts5 (
  name, brand, options, codes,
  content = '', contentless_delete = 1, prefix = '1 2 3 4 5 6', tokenize = "unicode61 remove_diacritics 2", detail = 'none'
);

-- ── Customers ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE customers (
  local_key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  tax_number TEXT NOT NULL,
  country TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  import_id BLOB
) STRICT;
CREATE INDEX customers_by_number ON customers (number);
CREATE INDEX customers_by_email ON customers (email COLLATE NOCASE) WHERE email <> '';
CREATE INDEX customers_by_name ON customers (name COLLATE NOCASE, local_key);
CREATE INDEX customers_by_import ON customers (import_id) WHERE import_id IS NOT NULL;

-- ── Stock ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE stock_reasons (
  code TEXT PRIMARY KEY,
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'either', 'none')),
  is_by_hand INTEGER NOT NULL CHECK (is_by_hand IN (0, 1)),
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lots (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  variant_id BLOB NOT NULL REFERENCES variants (id),
  code TEXT NOT NULL,
  expiry_date TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'quarantined', 'recalled')),
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX lots_by_variant ON lots (variant_id, expiry_date);
CREATE INDEX lots_by_expiry ON lots (expiry_date) WHERE expiry_date IS NOT NULL;
CREATE INDEX lots_by_code ON lots (code COLLATE NOCASE);

-- FACT. What a lot went through; lots.state is the last of these, cached.
CREATE TABLE lot_events (
  lot_id BLOB NOT NULL,
  event_no INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'quarantined', 'recalled')),
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  actor_id BLOB,
  commit_seq INTEGER NOT NULL,
  PRIMARY KEY (lot_id, event_no)
) STRICT, WITHOUT ROWID;

-- FACT. Goods that came in, and from whom.
CREATE TABLE goods_receipts (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  series TEXT NOT NULL,
  number INTEGER NOT NULL,
  supplier TEXT NOT NULL,
  reference TEXT NOT NULL,
  location_id BLOB NOT NULL,
  register_id BLOB NOT NULL,
  device_id BLOB NOT NULL,
  actor_id BLOB,
  business_date TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  value_minor INTEGER NOT NULL,
  commit_seq INTEGER NOT NULL,
  UNIQUE (number, series)
) STRICT, WITHOUT ROWID;
CREATE INDEX goods_receipts_by_time ON goods_receipts (at_ms, number);

-- FACT.
CREATE TABLE goods_receipt_lines (
  goods_receipt_id BLOB NOT NULL,
  line_no INTEGER NOT NULL,
  variant_id BLOB NOT NULL,
  lot_id BLOB,
  quantity_thousandths INTEGER NOT NULL CHECK (quantity_thousandths > 0),
  unit_cost_millionths INTEGER NOT NULL CHECK (unit_cost_millionths >= 0),
  value_minor INTEGER NOT NULL,
  commit_seq INTEGER NOT NULL,
  PRIMARY KEY (goods_receipt_id, line_no)
) STRICT, WITHOUT ROWID;

-- FACT. The only thing that changes stock. Quantity and value are signed.
CREATE TABLE stock_movements (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  variant_id BLOB NOT NULL,
  lot_id BLOB,
  location_id BLOB NOT NULL,
  reason TEXT NOT NULL REFERENCES stock_reasons (code),
  quantity_thousandths INTEGER NOT NULL,
  value_minor INTEGER NOT NULL,
  order_id BLOB,
  order_line_no INTEGER,
  goods_receipt_id BLOB,
  note TEXT NOT NULL,
  register_id BLOB NOT NULL,
  device_id BLOB NOT NULL,
  actor_id BLOB,
  business_date TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  commit_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_movements_by_variant ON stock_movements (variant_id, at_ms);
CREATE INDEX stock_movements_by_order ON stock_movements (order_id, order_line_no) WHERE order_id IS NOT NULL;
CREATE INDEX stock_movements_by_lot ON stock_movements (lot_id) WHERE lot_id IS NOT NULL;

-- Cache of the movements. lot_id is sixteen zero bytes where the variant has no lots.
CREATE TABLE stock_levels (
  variant_id BLOB NOT NULL,
  location_id BLOB NOT NULL,
  lot_id BLOB NOT NULL,
  quantity_thousandths INTEGER NOT NULL,
  value_minor INTEGER NOT NULL,
  PRIMARY KEY (variant_id, location_id, lot_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_levels_by_lot ON stock_levels (lot_id) WHERE quantity_thousandths <> 0;

-- Cache of stock_levels per variant, with the reorder point decided.
CREATE TABLE stock_totals (
  variant_id BLOB PRIMARY KEY,
  quantity_thousandths INTEGER NOT NULL,
  value_minor INTEGER NOT NULL,
  is_low INTEGER NOT NULL CHECK (is_low IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_totals_low ON stock_totals (variant_id) WHERE is_low = 1;

-- ── Orders and money ────────────────────────────────────────────────────────────────────────────────────────────────────────
-- FACT. A counter sale, a return, or an order of an imported history. Totals are signed: a return is negative.
-- Imported rows carry import_id, and their series is that of the system they come from.
CREATE TABLE orders (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  kind TEXT NOT NULL CHECK (kind IN ('sale', 'return')),
  channel TEXT NOT NULL CHECK (channel IN ('counter', 'import')),
  series TEXT NOT NULL,
  number INTEGER NOT NULL,
  customer_id BLOB,
  country TEXT NOT NULL,
  currency TEXT NOT NULL,
  tax_basis TEXT NOT NULL CHECK (tax_basis IN ('included', 'added', 'not_recorded')),
  discount_minor INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  total_minor INTEGER NOT NULL,
  cost_minor INTEGER NOT NULL,
  line_count INTEGER NOT NULL,
  note TEXT NOT NULL,
  location_id BLOB NOT NULL,
  register_id BLOB NOT NULL,
  device_id BLOB NOT NULL,
  actor_id BLOB,
  business_date TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  import_id BLOB,
  commit_seq INTEGER NOT NULL,
  UNIQUE (number, series)
) STRICT, WITHOUT ROWID;
-- Lists run by day, newest first; kind, country and total ride along, so that counting and summing a filtered list touches no row.
CREATE INDEX orders_by_date ON orders (business_date, at_ms, id, kind, country, total_minor);
CREATE INDEX orders_by_customer ON orders (customer_id, at_ms) WHERE customer_id IS NOT NULL;
CREATE INDEX orders_by_import ON orders (import_id) WHERE import_id IS NOT NULL;

-- FACT. Lines snapshot what was sold. net + tax = gross; gross is what the customer owes for the line after every discount.
CREATE TABLE order_lines (
  order_id BLOB NOT NULL,
  line_no INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('goods', 'service', 'adjustment')),
  variant_id BLOB,
  name TEXT NOT NULL,
  sku TEXT NOT NULL,
  unit TEXT NOT NULL,
  quantity_thousandths INTEGER NOT NULL,
  unit_price_millionths INTEGER NOT NULL,
  line_discount_minor INTEGER NOT NULL,
  order_discount_minor INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  gross_minor INTEGER NOT NULL,
  cost_minor INTEGER NOT NULL,
  original_order_id BLOB,
  original_line_no INTEGER,
  import_id BLOB,
  commit_seq INTEGER NOT NULL,
  PRIMARY KEY (order_id, line_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_lines_by_variant ON order_lines (variant_id, order_id) WHERE variant_id IS NOT NULL;
CREATE INDEX order_lines_by_original ON order_lines (original_order_id, original_line_no) WHERE original_order_id IS NOT NULL;

-- FACT. The taxes on a line; a line may carry several. Imported lines whose tax is not recorded have none.
CREATE TABLE order_line_taxes (
  order_id BLOB NOT NULL,
  line_no INTEGER NOT NULL,
  tax_no INTEGER NOT NULL,
  name TEXT NOT NULL,
  rate_millionths INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  commit_seq INTEGER NOT NULL,
  PRIMARY KEY (order_id, line_no, tax_no)
) STRICT, WITHOUT ROWID;

-- FACT. Money in (positive) and out (negative). Never a card number: a brand and the last four at most, in reference.
CREATE TABLE payments (
  order_id BLOB NOT NULL,
  payment_no INTEGER NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('cash', 'card', 'imported')),
  amount_minor INTEGER NOT NULL,
  tendered_minor INTEGER NOT NULL,
  change_minor INTEGER NOT NULL,
  rounding_minor INTEGER NOT NULL,
  reference TEXT NOT NULL,
  register_id BLOB NOT NULL,
  device_id BLOB NOT NULL,
  actor_id BLOB,
  business_date TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  import_id BLOB,
  commit_seq INTEGER NOT NULL,
  PRIMARY KEY (order_id, payment_no)
) STRICT, WITHOUT ROWID;

-- ── Documents ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- FACT. Issued once, numbered without a gap, linked to the one before it in its series.
CREATE TABLE documents (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
  series TEXT NOT NULL,
  number INTEGER NOT NULL,
  order_id BLOB NOT NULL,
  original_document_id BLOB,
  currency TEXT NOT NULL,
  net_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  total_minor INTEGER NOT NULL,
  business_date TEXT NOT NULL,
  issued_at_ms INTEGER NOT NULL,
  register_id BLOB NOT NULL,
  device_id BLOB NOT NULL,
  actor_id BLOB,
  chain_version INTEGER NOT NULL,
  content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
  previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  commit_seq INTEGER NOT NULL,
  UNIQUE (number, series)
) STRICT, WITHOUT ROWID;
CREATE INDEX documents_by_order ON documents (order_id);
CREATE INDEX documents_by_time ON documents (issued_at_ms, id);

-- What a document says, with the salt of its hash. May be purged after the legal period; the chain still verifies.
CREATE TABLE document_contents (
  document_id BLOB PRIMARY KEY CHECK (length(document_id) = 16),
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- ── Summaries ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Kept by the transaction that posts the order; verify re-derives them.
CREATE TABLE day_totals (
  business_date TEXT NOT NULL,
  country TEXT NOT NULL,
  sale_count INTEGER NOT NULL,
  return_count INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  total_minor INTEGER NOT NULL,
  cost_minor INTEGER NOT NULL,
  discount_minor INTEGER NOT NULL,
  -- The part of net and total that came back, below zero.
  return_net_minor INTEGER NOT NULL,
  return_total_minor INTEGER NOT NULL,
  -- The part of net whose cost was recorded: all but imported history. Margin is this less cost.
  costed_net_minor INTEGER NOT NULL,
  PRIMARY KEY (business_date, country)
) STRICT, WITHOUT ROWID;

CREATE TABLE day_products (
  business_date TEXT NOT NULL,
  variant_id BLOB NOT NULL,
  quantity_thousandths INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  cost_minor INTEGER NOT NULL,
  costed_net_minor INTEGER NOT NULL,
  PRIMARY KEY (business_date, variant_id)
) STRICT, WITHOUT ROWID;

-- A dekad is a third of a month: dekad is YYYY-MM-D1 (days 1 to 10), D2 (11 to 20) or D3 (21 to the last).
CREATE TABLE dekad_products (
  dekad TEXT NOT NULL,
  variant_id BLOB NOT NULL,
  quantity_thousandths INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  cost_minor INTEGER NOT NULL,
  costed_net_minor INTEGER NOT NULL,
  PRIMARY KEY (dekad, variant_id)
) STRICT, WITHOUT ROWID;

-- quarter is YYYY-Q1 to YYYY-Q4.
CREATE TABLE quarter_products (
  quarter TEXT NOT NULL,
  variant_id BLOB NOT NULL,
  quantity_thousandths INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  cost_minor INTEGER NOT NULL,
  costed_net_minor INTEGER NOT NULL,
  PRIMARY KEY (quarter, variant_id)
) STRICT, WITHOUT ROWID;

-- ── Imports ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE imports (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  kind TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_hash BLOB NOT NULL CHECK (length(file_hash) = 32),
  state TEXT NOT NULL CHECK (state IN ('running', 'cancelled', 'done', 'undoing', 'undone')),
  rows_done INTEGER NOT NULL,
  report TEXT NOT NULL,
  actor_id BLOB,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER
) STRICT, WITHOUT ROWID;

-- Rows of the file that did not become what they looked like: refused rows with what to do about them, and notes on stock that an
-- imported history mentions but does not move.
CREATE TABLE import_rows (
  import_id BLOB NOT NULL REFERENCES imports (id),
  row_no INTEGER NOT NULL,
  entry_no INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('problem', 'stock_note', 'adjustment')),
  column_name TEXT NOT NULL,
  value TEXT NOT NULL,
  message TEXT NOT NULL,
  content TEXT NOT NULL,
  variant_id BLOB,
  quantity_thousandths INTEGER,
  PRIMARY KEY (import_id, row_no, entry_no)
) STRICT, WITHOUT ROWID;

-- ── Backups ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Where and when this device puts backups, and what came of the last ones. Paths mean something on this computer only.
CREATE TABLE local_backup_plan (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  schedule TEXT NOT NULL CHECK (schedule IN ('daily', 'on_close', 'off')),
  minute_of_day INTEGER NOT NULL CHECK (minute_of_day BETWEEN 0 AND 1439)
) STRICT;

CREATE TABLE local_backup_folders (
  path TEXT PRIMARY KEY,
  added_at_ms INTEGER NOT NULL,
  tried_at_ms INTEGER,
  done_at_ms INTEGER,
  file_name TEXT,
  bytes INTEGER,
  last_seq INTEGER,
  message TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE local_backup_drill (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  at_ms INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  is_good INTEGER NOT NULL CHECK (is_good IN (0, 1)),
  message TEXT NOT NULL
) STRICT;

-- ── Views ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- What an area lets others read of its tables. Nothing else of another area's tables is read.
CREATE VIEW view_staff_names AS SELECT id, name FROM staff;
CREATE VIEW view_accesses AS SELECT minute_at_ms, account, operation, outcome, count FROM local_accesses;
CREATE VIEW view_product_names AS SELECT id, name FROM products;
CREATE VIEW view_register_names AS SELECT id, name FROM registers;
CREATE VIEW view_customers AS SELECT id, number, name, address, tax_number, country FROM customers;
CREATE VIEW view_variant_names AS
  SELECT v.id, v.product_id, v.sku, v.unit, p.name, v.option_1, v.option_2, v.option_3,
    CASE WHEN p.state = 'active' THEN v.state ELSE p.state END AS state
  FROM variants v JOIN products p ON p.id = v.product_id;
CREATE VIEW view_low_stock AS
  SELECT t.variant_id, t.quantity_thousandths, v.reorder_point_thousandths, v.reorder_target_thousandths
  FROM stock_totals t JOIN variants v ON v.id = t.variant_id WHERE t.is_low = 1;
CREATE VIEW view_stock_on_hand AS SELECT variant_id, quantity_thousandths, value_minor FROM stock_totals WHERE quantity_thousandths > 0;
CREATE VIEW view_lots_on_hand AS
  SELECT l.id AS lot_id, l.variant_id, l.code, l.expiry_date, l.state, s.location_id, s.quantity_thousandths, s.value_minor
  FROM lots l JOIN stock_levels s ON s.lot_id = l.id AND s.quantity_thousandths <> 0;
CREATE VIEW view_orders AS
  SELECT id, kind, series, number, import_id, country, business_date, net_minor, tax_minor, total_minor, cost_minor, discount_minor FROM orders;
CREATE VIEW view_order_lines AS
  SELECT order_id, line_no, variant_id, quantity_thousandths, net_minor, cost_minor FROM order_lines;
CREATE VIEW view_order_documents AS
  SELECT order_id, id, kind, series, number, total_minor, issued_at_ms FROM documents;

INSERT INTO stock_reasons (code, direction, is_by_hand, position) VALUES
  ('opening', 'in', 1, 1), ('receipt', 'in', 0, 2), ('sale', 'out', 0, 3), ('customer_return', 'in', 0, 4),
  ('supplier_return', 'out', 1, 5), ('transfer', 'either', 0, 6), ('count', 'either', 0, 7), ('found', 'in', 1, 8),
  ('damage', 'out', 1, 9), ('theft', 'out', 1, 10), ('tester', 'out', 1, 11), ('sample', 'out', 1, 12), ('own_use', 'out', 1, 13),
  ('expiry', 'out', 1, 14), ('assembly', 'either', 0, 15), ('disassembly', 'either', 0, 16), ('revaluation', 'none', 0, 17);

-- Every column has a tag: what erasure, retention and exports do with it. tests/migrations.rs refuses a column without one.
WITH tagged (table_name, tag, columns) AS (VALUES
  ('commits', 'none', 'seq device_id device_seq actor_id register_id operation hlc at_ms content_hash previous_hash hash'),
  ('changes', 'none', 'commit_seq change_no table_name record_id field content_hash'),
  ('change_contents', 'none', 'commit_seq change_no salt'),
  ('change_contents', 'personal', 'before after'),
  ('purges', 'none', 'id reason what removed_rows commit_seq'),
  ('local_purging', 'none', 'reason'),
  ('privacy_tags', 'none', 'table_name column_name tag'),
  ('shop', 'none', 'id name address country currency language time_zone paper_size prices_include_tax tax_rounding tax_number cash_rounding_minor allow_negative_stock expiry_warning_days lock_after_minutes is_demo'),
  ('devices', 'none', 'id name created_at_ms'),
  ('local_device', 'none', 'device_id'),
  ('locations', 'none', 'id name kind is_sellable'),
  ('registers', 'none', 'id device_id location_id name'),
  ('series', 'none', 'register_id kind epoch prefix next_number'),
  ('roles', 'none', 'id code name'),
  ('role_permissions', 'none', 'role_id permission'),
  ('staff', 'none', 'id role_id state language theme created_at_ms'),
  ('staff', 'personal', 'name password_hash'),
  ('second_factors', 'none', 'staff_id secret is_confirmed last_step'),
  ('recovery_codes', 'none', 'staff_id code_hash'),
  ('local_accesses', 'none', 'minute_at_ms operation outcome count'),
  ('local_accesses', 'personal', 'account'),
  ('local_sessions', 'none', 'id token_hash staff_id register_id kind created_at_ms seen_at_ms is_locked'),
  ('local_sign_in_throttle', 'none', 'failures window_began_at_ms last_try_at_ms'),
  ('local_sign_in_throttle', 'personal', 'account'),
  ('local_drafts', 'none', 'id kind owner_device_id staff_id subject_id updated_at_ms'),
  ('local_drafts', 'personal', 'title content'),
  ('local_jobs', 'none', 'id kind title staff_id state is_cancel_requested done total message result started_at_ms updated_at_ms'),
  ('local_backup_plan', 'none', 'only_row schedule minute_of_day'),
  ('local_backup_folders', 'none', 'path added_at_ms tried_at_ms done_at_ms file_name bytes last_seq message'),
  ('local_backup_drill', 'none', 'only_row at_ms file_name is_good message'),
  ('tax_categories', 'none', 'id code name position'),
  ('tax_rates', 'none', 'id tax_category_id name rate_millionths valid_from valid_until'),
  ('categories', 'none', 'id parent_id name position'),
  ('products', 'none', 'local_key id name brand description category_id kind state option_1_name option_2_name option_3_name created_at_ms import_id'),
  ('variants', 'none', 'local_key id product_id position option_1 option_2 option_3 swatch sku tax_category_id unit content_thousandths content_unit price_millionths reorder_point_thousandths reorder_target_thousandths track_stock track_lots state'),
  ('barcodes', 'none', 'barcode variant_id position'),
  ('price_changes', 'none', 'variant_id at_ms price_millionths import_id commit_seq'),
  ('variant_search', 'none', 'name brand options codes'),
  ('customers', 'none', 'local_key id number country created_at_ms import_id'),
  ('customers', 'personal', 'name address email phone tax_number'),
  ('stock_reasons', 'none', 'code direction is_by_hand position'),
  ('lots', 'none', 'id variant_id code expiry_date state created_at_ms'),
  ('lot_events', 'none', 'lot_id event_no state reason at_ms actor_id commit_seq'),
  ('goods_receipts', 'none', 'id series number supplier reference location_id register_id device_id actor_id business_date at_ms value_minor commit_seq'),
  ('goods_receipt_lines', 'none', 'goods_receipt_id line_no variant_id lot_id quantity_thousandths unit_cost_millionths value_minor commit_seq'),
  ('stock_movements', 'none', 'id variant_id lot_id location_id reason quantity_thousandths value_minor order_id order_line_no goods_receipt_id register_id device_id actor_id business_date at_ms commit_seq'),
  ('stock_movements', 'personal', 'note'),
  ('stock_levels', 'none', 'variant_id location_id lot_id quantity_thousandths value_minor'),
  ('stock_totals', 'none', 'variant_id quantity_thousandths value_minor is_low'),
  ('orders', 'none', 'id kind channel series number customer_id country currency tax_basis discount_minor net_minor tax_minor total_minor cost_minor line_count location_id register_id device_id actor_id business_date at_ms import_id commit_seq'),
  ('orders', 'personal', 'note'),
  ('order_lines', 'none', 'order_id line_no kind variant_id name sku unit quantity_thousandths unit_price_millionths line_discount_minor order_discount_minor net_minor tax_minor gross_minor cost_minor original_order_id original_line_no import_id commit_seq'),
  ('order_line_taxes', 'none', 'order_id line_no tax_no name rate_millionths net_minor tax_minor commit_seq'),
  ('payments', 'none', 'order_id payment_no method amount_minor tendered_minor change_minor rounding_minor register_id device_id actor_id business_date at_ms import_id commit_seq'),
  ('payments', 'personal', 'reference'),
  ('documents', 'none', 'id kind series number order_id original_document_id currency net_minor tax_minor total_minor business_date issued_at_ms register_id device_id actor_id chain_version content_hash previous_hash hash commit_seq'),
  ('document_contents', 'none', 'document_id salt'),
  ('document_contents', 'personal-kept-by-law', 'content'),
  ('day_totals', 'none', 'business_date country sale_count return_count net_minor tax_minor total_minor cost_minor discount_minor return_net_minor return_total_minor costed_net_minor'),
  ('day_products', 'none', 'business_date variant_id quantity_thousandths net_minor cost_minor costed_net_minor'),
  ('quarter_products', 'none', 'quarter variant_id quantity_thousandths net_minor cost_minor costed_net_minor'),
  ('dekad_products', 'none', 'dekad variant_id quantity_thousandths net_minor cost_minor costed_net_minor'),
  ('imports', 'none', 'id kind file_name file_hash state rows_done report actor_id started_at_ms ended_at_ms'),
  ('import_rows', 'none', 'import_id row_no entry_no kind column_name message variant_id quantity_thousandths'),
  ('import_rows', 'personal', 'value content')
)
INSERT INTO privacy_tags (table_name, column_name, tag)
SELECT tagged.table_name, json_each.value, tagged.tag
FROM tagged, json_each('["' || replace(tagged.columns, ' ', '","') || '"]');
