import { IconReceipt, IconReceiptRefund, IconTag } from '@tabler/icons-react';
import { useDebouncedValue } from '@mantine/hooks';
import { useOperation } from '../api/hooks';
import { formatAmount, formatPrice } from '../components/Amount';
import { formatDate } from '../components/DateText';
import { useOpenPage } from '../components/PageLink';
import { usePersonName } from '../components/people';
import { useMay, useShopFormat } from '../components/shop';
import type { PaletteItem } from './Palette';

/** Shorter words find too much to be of use. */
const LENGTH_MIN = 2;
const RESULTS_MAX = 8;

export interface Found {
  items: PaletteItem[];
  isLoading: boolean;
}

/** What the shop holds under these words: products by name, SKU or barcode, sales by the beginning of their number, of their invoice's or of their customer's name. */
export function useFound(query: string): Found {
  const [words] = useDebouncedValue(query.trim(), 60);
  const products = useProducts(words);
  const sales = useSales(words);
  return { items: [...products.items, ...sales.items], isLoading: products.isLoading || sales.isLoading || words !== query.trim() };
}

function useSales(words: string): Found {
  const may = useMay();
  const open = useOpenPage();
  const shop = useShopFormat();
  const personName = usePersonName();
  const isOff = !may('see_sales') || words.length < LENGTH_MIN;
  const found = useOperation('search_orders', { query: { text: words, limit: RESULTS_MAX } }, { isOff, keepsLast: true });
  const items = (isOff ? [] : (found.data ?? [])).map((sale) => ({
    id: `sale-${sale.id}`,
    icon: sale.kind === 'return' ? IconReceiptRefund : IconReceipt,
    label: sale.number,
    detail: [formatDate(sale.business_date, shop), personName(sale.customer_name), formatAmount(sale.total_minor, shop, { withCurrency: true, currency: sale.currency })].filter(Boolean).join(' · '),
    run: () => open(`/sales/${sale.id}`),
  }));
  return { items, isLoading: found.isFetching };
}

function useProducts(words: string): Found {
  const may = useMay();
  const open = useOpenPage();
  const shop = useShopFormat();
  const isOff = !may('see_products') || words.length < LENGTH_MIN;
  const found = useOperation('search_variants', { query: { text: words, limit: RESULTS_MAX } }, { isOff, keepsLast: true });
  const items = (isOff ? [] : (found.data ?? [])).map((variant) => ({
    id: `product-${variant.variant_id}`,
    icon: IconTag,
    label: variant.name,
    detail: [variant.brand, variant.sku, formatPrice(variant.price_millionths, shop, true)].filter(Boolean).join(' · '),
    run: () => open(`/products/${variant.product_id}`),
  }));
  return { items, isLoading: found.isFetching };
}
