-- Only what is offered can be short of stock: drafts and what was archived are nobody's worry.
DROP VIEW view_low_stock;
CREATE VIEW view_low_stock AS
  SELECT t.variant_id, t.quantity_thousandths, v.reorder_point_thousandths, v.reorder_target_thousandths
  FROM stock_totals t JOIN variants v ON v.id = t.variant_id JOIN products p ON p.id = v.product_id
  WHERE t.is_low = 1 AND v.state = 'active' AND p.state = 'active';
