import { Paper } from '@mantine/core';
import { useRouterState } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { usePerform } from '../api/hooks';
import { DraftOffer } from '../components/FormDraft';
import { useScan, useShortcuts } from '../components/keyboard';
import { PageLink, useOpenPage } from '../components/PageLink';
import { Page, PageHeader } from '../components/pieces';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { inputOf, newProduct } from './draft';
import { ProductFields } from './ProductFields';
import classes from './products.module.css';
import { UnsavedBar } from './UnsavedBar';
import { useDraft } from './useDraft';
import { VariantSheet } from './VariantSheet';

const NO_STOCK = new Map<string, never>();

/** A product from nothing; a barcode that nobody knew when it was scanned is filled in. */
export default function NewProductPage() {
  const text = useText();
  const open = useOpenPage();
  const toast = useToast();
  const barcode = useRouterState({ select: ({ location }) => (location.search as Record<string, string>).barcode });
  // The code counts as typed, so the page opens with something to save.
  const empty = useMemo(newProduct, []);
  const form = useDraft(empty);
  const { draft, setDraft } = form;
  const [isFirst, setFirst] = useState(true);
  if (isFirst && barcode) {
    setFirst(false);
    setDraft((before) => ({ ...before, variants: before.variants.map((variant) => ({ ...variant, barcodes: [barcode] })) }));
  }
  const create = usePerform('create_product');
  const save = () => {
    if (!form.mayBeSaved()) return;
    create.mutate(
      { body: inputOf(draft) },
      {
        onSuccess: (product) => {
          form.letLeave();
          toast.done(text('products.created', { name: product.name }));
          open(`/products/${product.id}`);
        },
        onError: form.refused,
      },
    );
  };
  // A scan here means this product: the code goes to the first variant that has none.
  useScan((code) =>
    setDraft((before) => {
      const at = before.variants.findIndex(({ barcodes }) => barcodes.length === 0);
      return { ...before, variants: before.variants.map((variant, index) => (index === Math.max(0, at) ? { ...variant, barcodes: [...new Set([...variant.barcodes, code])] } : variant)) };
    }),
  );
  useShortcuts([{ keys: 'Escape', label: text('products.to_list'), run: () => open('/products'), isHidden: true }]);
  return (
    <Page>
      <PageHeader title={text('products.new')} back={<PageLink to="/products">← {text('products.title')}</PageLink>} />
      <div className={classes.main}>
        <DraftOffer form={form.kept} />
        <ProductFields draft={draft} onChange={setDraft} problems={form.problems} />
        <Paper component="section" className={classes.clip ?? ''}>
          <VariantSheet draft={draft} onChange={setDraft} stock={NO_STOCK} problems={form.problems} mayEdit />
        </Paper>
      </div>
      <UnsavedBar form={form} isSaving={create.isPending} onSave={save} saveLabel={text('products.create')} isNew onDiscard={() => open('/products')} />
    </Page>
  );
}
