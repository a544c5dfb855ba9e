import { Paper, Select, Text, Textarea, TextInput } from '@mantine/core';
import { useOperation } from '../api/hooks';
import { useText } from '../i18n';
import { categoryOptions } from './categories';
import type { ProductDraft } from './draft';
import classes from './products.module.css';

interface ProductFieldsProps {
  draft: ProductDraft;
  onChange: (change: (draft: ProductDraft) => ProductDraft) => void;
  problems: ReadonlyMap<string, string>;
}

/** What is the same for all variants of a product, for those who may only read it: words, not fields that refuse to be typed into. */
export function ProductWords({ draft }: { draft: ProductDraft }) {
  const text = useText();
  const categories = useOperation('list_categories');
  const taxes = useOperation('list_tax_categories');
  const tax = [...new Set(draft.variants.map(({ tax_category_id }) => taxes.data?.find(({ id }) => id === tax_category_id)?.name))].filter(Boolean).join(', ');
  const category = categoryOptions(categories.data ?? []).find(({ value }) => value === draft.category_id)?.label;
  return (
    <Paper className={classes.panel} component="section" aria-label={text('products.fields')}>
      <dl className={classes.words}>
        <dt>{text('products.brand')}</dt>
        <dd>{draft.brand || '–'}</dd>
        <dt>{text('products.category')}</dt>
        <dd>{category ?? '–'}</dd>
        <dt>{text('products.kind')}</dt>
        <dd>{text(`products.kind.${draft.kind}`)}</dd>
        <dt>{text('products.tax_category')}</dt>
        <dd>{tax || '–'}</dd>
      </dl>
      {draft.description && (
        <Text size="sm" mt={12} className={classes.prose ?? ''}>
          {draft.description}
        </Text>
      )}
    </Paper>
  );
}

/** What is the same for all variants of a product. */
export function ProductFields({ draft, onChange, problems }: ProductFieldsProps) {
  const text = useText();
  const categories = useOperation('list_categories');
  const taxes = useOperation('list_tax_categories');
  const set = (change: Partial<ProductDraft>) => onChange((before) => ({ ...before, ...change }));
  const [firstTax] = new Set(draft.variants.map(({ tax_category_id }) => tax_category_id));
  const isOneTax = draft.variants.every(({ tax_category_id }) => tax_category_id === firstTax);
  return (
    <Paper className={classes.panel} component="section" aria-label={text('products.fields')}>
      <div className={classes.fields}>
        <TextInput
          className={classes.whole ?? ''}
          label={text('products.name')}
          required
          maxLength={200}
          value={draft.name}
          error={problems.get('name')}
          onChange={(event) => set({ name: event.currentTarget.value })}
          data-autofocus
        />
        <TextInput label={text('products.brand')} maxLength={100} value={draft.brand} error={problems.get('brand')} onChange={(event) => set({ brand: event.currentTarget.value })} />
        <Select
          label={text('products.category')}
          placeholder={text('products.no_category')}
          data={categoryOptions(categories.data ?? [])}
          value={draft.category_id}
          error={problems.get('category_id')}
          onChange={(category_id) => set({ category_id })}
          searchable
          clearable
        />
        <Select
          label={text('products.kind')}
          data={(['goods', 'service'] as const).map((value) => ({ value, label: text(`products.kind.${value}`) }))}
          value={draft.kind}
          allowDeselect={false}
          onChange={(kind) => kind && set({ kind: kind as ProductDraft['kind'] })}
        />
        <Select
          label={text('products.tax_category')}
          placeholder={text(isOneTax ? 'products.usual_tax' : 'products.several_taxes')}
          data={(taxes.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={isOneTax ? (firstTax ?? null) : null}
          allowDeselect={false}
          onChange={(tax_category_id) => onChange((before) => ({ ...before, variants: before.variants.map((variant) => ({ ...variant, tax_category_id })) }))}
        />
        <Textarea
          className={classes.whole ?? ''}
          label={text('products.description')}
          autosize
          minRows={2}
          maxRows={10}
          maxLength={20_000}
          value={draft.description}
          error={problems.get('description')}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
      </div>
    </Paper>
  );
}
