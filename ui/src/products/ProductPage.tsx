import { Button, Loader, Menu, Paper } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconChevronDown, IconPackages, IconPencil, IconPlayerPlay } from '@tabler/icons-react';
import { useRouterState } from '@tanstack/react-router';
import { useMemo } from 'react';
import { call, type Answer } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { useAddressPart } from '../components/area';
import { DraftOffer } from '../components/FormDraft';
import { useScan, useShortcuts } from '../components/keyboard';
import { PageLink, useOpenPage } from '../components/PageLink';
import { ErrorState, Page, PageHeader, StateBadge, type Tone } from '../components/pieces';
import { useMay } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { draftOf, inputOf, type ProductState } from './draft';
import { fingerprint } from './kept';
import { ProductFields, ProductWords } from './ProductFields';
import { ProductFacts, ProductPrices, ProductStock } from './ProductSide';
import classes from './products.module.css';
import { UnsavedBar } from './UnsavedBar';
import { useDraft } from './useDraft';
import { VariantSheet } from './VariantSheet';

type Product = Answer<'find_product'>;

const STATES: Record<ProductState, Tone> = { draft: 'pending', active: 'good', archived: 'neutral' };

/** One product: what it is, its variants, what it costs and where it lies. */
export default function ProductPage() {
  const text = useText();
  const open = useOpenPage();
  const toast = useToast();
  const id = useAddressPart('id');
  const found = useOperation('find_product', { path: { product_id: id } });
  useShortcuts([{ keys: 'Escape', label: text('products.to_list'), run: () => open('/products'), isHidden: true }]);
  useScan((code) => {
    call('scan_code', { query: { code } }).then(({ variant }) => open(`/products/${variant.product_id}?variant=${variant.variant_id}`), toast.problem);
  });
  const back = <PageLink to="/products">← {text('products.title')}</PageLink>;
  if (found.isError && !found.data)
    return (
      <Page>
        <PageHeader title={text('products.title')} back={back} />
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      </Page>
    );
  if (!found.data)
    return (
      <Page>
        <Loader size="sm" />
      </Page>
    );
  return <ProductForm key={id} product={found.data} />;
}

function ProductForm({ product }: { product: Product }) {
  const text = useText();
  const may = useMay();
  const open = useOpenPage();
  const toast = useToast();
  const lit = useRouterState({ select: ({ location }) => (location.search as Record<string, string>).variant });
  // Only what can be edited decides whether the page was changed: stock moving on meanwhile changes nothing typed.
  const storedKey = JSON.stringify(draftOf(product));
  const stored = useMemo(() => JSON.parse(storedKey) as ReturnType<typeof draftOf>, [storedKey]);
  const mayEdit = may('edit_products');
  const form = useDraft(stored, { productId: product.id, mayEdit });
  const { draft, setDraft, problems } = form;
  const stock = useMemo(() => new Map(product.variants.map((variant) => [variant.id, variant])), [product]);
  const change = usePerform('change_product');
  const archive = usePerform('archive_product');
  const path = { product_id: product.id };

  const save = () => {
    if (!form.mayBeSaved()) return;
    change.mutate(
      { path, body: inputOf(draft) },
      {
        onSuccess: (now) => {
          form.saved(draftOf(now));
          toast.done(text('products.saved', { name: now.name }));
        },
        onError: form.refused,
      },
    );
  };
  const setState = (state: ProductState, message: string) => {
    const before = inputOf(stored);
    const undo = () => change.mutateAsync({ path, body: before }).then((now) => form.saved(draftOf(now)), toast.problem);
    const done = (now: Product) => {
      form.saved(draftOf(now));
      toast.done(message, { onUndo: () => void undo() });
    };
    if (state === 'archived') archive.mutate({ path }, { onSuccess: done, onError: toast.problem });
    else change.mutate({ path, body: { ...before, state } }, { onSuccess: done, onError: toast.problem });
  };

  return (
    <Page>
      <PageHeader
        title={product.name}
        description={[product.brand, product.category_path.join(' › ')].filter(Boolean).join(' · ') || undefined}
        badges={<StateBadge tone={STATES[product.state]}>{text(`products.state.${product.state}`)}</StateBadge>}
        back={<PageLink to="/products">← {text('products.title')}</PageLink>}
        actions={
          <>
            {may('receive_stock') && product.kind === 'goods' && (
              <Button variant="default" leftSection={<IconPackages size={16} />} onClick={() => open(`/stock/receive?product_id=${product.id}`)}>
                {text('products.receive')}
              </Button>
            )}
            {mayEdit && <StateMenu state={product.state} name={product.name} isOff={form.changes > 0 || change.isPending || archive.isPending} onState={setState} />}
          </>
        }
      />
      <div className={classes.page}>
        <div className={classes.main}>
          <DraftOffer form={form.kept} warning={({ base }) => (base === fingerprint(stored) ? null : text('products.changed_since'))} />
          {mayEdit ? <ProductFields draft={draft} onChange={setDraft} problems={problems} /> : <ProductWords draft={stored} />}
        </div>
        <div className={classes.side}>
          <ProductFacts product={product} />
          <ProductPrices product={product} />
        </div>
        <Paper component="section" className={`${classes.wide} ${classes.clip}`}>
          <VariantSheet draft={draft} onChange={setDraft} stock={stock} problems={problems} mayEdit={mayEdit} lit={lit} />
        </Paper>
        {product.kind === 'goods' && may('see_stock') && (
          <div className={classes.wide}>
            <ProductStock product={product} />
          </div>
        )}
      </div>
      <UnsavedBar form={form} isSaving={change.isPending} onSave={save} saveLabel={text('products.save')} onDiscard={form.discard} />
    </Page>
  );
}

interface StateMenuProps {
  state: ProductState;
  name: string;
  isOff: boolean;
  onState: (state: ProductState, message: string) => void;
}

function StateMenu({ state, name, isOff, onState }: StateMenuProps) {
  const text = useText();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={15} />} disabled={isOff}>
          {text('products.set_state')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {state !== 'active' && (
          <Menu.Item leftSection={state === 'archived' ? <IconArchiveOff size={15} /> : <IconPlayerPlay size={15} />} onClick={() => onState('active', text('products.activated', { name }))}>
            {text('products.activate')}
          </Menu.Item>
        )}
        {state === 'active' && (
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onState('draft', text('products.drafted', { name }))}>
            {text('products.make_draft')}
          </Menu.Item>
        )}
        {state !== 'archived' && (
          <Menu.Item leftSection={<IconArchive size={15} />} onClick={() => onState('archived', text('products.archived', { name }))}>
            {text('products.archive')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
