import { ActionIcon, Button, Group, Loader, Modal, Paper, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconFolderPlus, IconListTree, IconPencil, IconPlus } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useOperation, usePerform } from '../api/hooks';
import { formatCount } from '../components/Amount';
import { useShortcuts } from '../components/keyboard';
import { PageLink, useOpenPage } from '../components/PageLink';
import { EmptyState, ErrorState, FormError, Page, PageHeader } from '../components/pieces';
import { useMay, useShopFormat } from '../components/shop';
import { useToast } from '../components/toast';
import { useFieldError } from '../components/said';
import { useText } from '../i18n';
import { placed } from './categories';
import classes from './products.module.css';

/** What is being named: a new category, perhaps below another, or one that is there. */
type Naming = { id: string | null; parentId: string | null; parentName: string | null; name: string };

/** The tree of categories: made here, chosen on each product. */
export default function CategoriesPage() {
  const text = useText();
  const open = useOpenPage();
  const may = useMay();
  const { locale } = useShopFormat();
  const categories = useOperation('list_categories');
  const [naming, setNaming] = useState<Naming | null>(null);
  const mayEdit = may('edit_products');
  const begin = () => setNaming({ id: null, parentId: null, parentName: null, name: '' });
  useShortcuts([
    ...(mayEdit ? [{ keys: 'n', label: text('categories.new'), run: begin }] : []),
    { keys: 'Escape', label: text('products.to_list'), run: () => open('/products'), isHidden: true },
  ]);
  const tree = placed(categories.data ?? []);
  return (
    <Page narrow>
      <PageHeader
        title={text('categories.title')}
        description={text('categories.description')}
        back={<PageLink to="/products">← {text('products.title')}</PageLink>}
        actions={
          mayEdit && (
            <Button leftSection={<IconPlus size={16} />} onClick={begin}>
              {text('categories.new')}
            </Button>
          )
        }
      />
      {categories.isPending && <Loader size="sm" />}
      {categories.isError && <ErrorState error={categories.error} onRetry={() => void categories.refetch()} />}
      {categories.data && tree.length === 0 && (
        <EmptyState icon={IconListTree} title={text('categories.empty')} action={mayEdit && <Button onClick={begin}>{text('categories.new')}</Button>}>
          {text('categories.empty_hint')}
        </EmptyState>
      )}
      {tree.length > 0 && (
        <Paper>
          <ul className={classes.tree}>
            {tree.map((category) => (
              <li key={category.id} className={classes.branch} style={{ paddingLeft: 12 + category.depth * 24 }}>
                <span className={classes.branchName}>
                  <PageLink to={`/products?state=all&category=${category.id}`} fw={category.depth === 0 ? 500 : 400} c="inherit">
                    {category.name}
                  </PageLink>
                  <Text span size="xs" c="dimmed" className="figure">
                    {text('categories.products', { count: category.product_count, shown: formatCount(category.product_count, locale) })}
                  </Text>
                </span>
                {mayEdit && (
                  <Group gap={2} wrap="nowrap">
                    <Tooltip label={text('categories.new_below')}>
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={`${text('categories.new_below')}: ${category.name}`}
                        onClick={() => setNaming({ id: null, parentId: category.id, parentName: category.name, name: '' })}
                      >
                        <IconFolderPlus size={17} stroke={1.7} />
                      </ActionIcon>
                    </Tooltip>
                    <Tooltip label={text('categories.rename')}>
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={`${text('categories.rename')}: ${category.name}`}
                        onClick={() => setNaming({ id: category.id, parentId: null, parentName: null, name: category.name })}
                      >
                        <IconPencil size={17} stroke={1.7} />
                      </ActionIcon>
                    </Tooltip>
                  </Group>
                )}
              </li>
            ))}
          </ul>
        </Paper>
      )}
      {naming && <NameDialog naming={naming} onClose={() => setNaming(null)} />}
    </Page>
  );
}

function NameDialog({ naming, onClose }: { naming: Naming; onClose: () => void }) {
  const text = useText();
  const fieldError = useFieldError();
  const toast = useToast();
  const [name, setName] = useState(naming.name);
  const create = usePerform('create_category');
  const change = usePerform('change_category');
  const used = naming.id === null ? create : change;
  const done = () => {
    toast.done(text('categories.saved', { name: name.trim() }));
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (naming.id === null) create.mutate({ body: { name, ...(naming.parentId !== null && { parent_id: naming.parentId }) } }, { onSuccess: done });
    else change.mutate({ path: { category_id: naming.id }, body: { name } }, { onSuccess: done });
  };
  const error = fieldError(used.error, 'name');
  return (
    <Modal
      opened
      onClose={onClose}
      centered
      size="sm"
      title={naming.id !== null ? text('categories.rename') : naming.parentName ? text('categories.new_in', { name: naming.parentName }) : text('categories.new')}
      closeButtonProps={{ 'aria-label': text('action.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={text('categories.name')} required maxLength={100} value={name} error={error} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
          {used.isError && !error && <FormError error={used.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {text('action.cancel')}
            </Button>
            <Button type="submit" loading={used.isPending} disabled={name.trim() === ''}>
              {text(naming.id === null ? 'categories.make' : 'products.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
