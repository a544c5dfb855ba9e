import { Button, Loader, Table, Text } from '@mantine/core';
import { IconFileImport, IconUpload } from '@tabler/icons-react';
import { useOperation } from '../api/hooks';
import { formatCount } from '../components/Amount';
import { DateText } from '../components/DateText';
import { useShortcuts } from '../components/keyboard';
import { PageLink, useOpenPage } from '../components/PageLink';
import { EmptyState, ErrorState, Page, PageHeader } from '../components/pieces';
import { useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import classes from './imports.module.css';
import { ImportStateBadge, type Import } from './pieces';

/** Everything that was ever brought in from a file, the latest first. */
export default function ImportsPage() {
  const text = useText();
  const open = useOpenPage();
  const imports = useOperation('list_imports', undefined, { everyMs: (latest) => (latest?.some(({ state }) => state === 'running') ? 1_500 : false) });
  const begin = () => open('/products/imports/new');
  useShortcuts([
    { keys: 'n', label: text('imports.new'), run: begin },
    { keys: 'Escape', label: text('imports.to_products'), run: () => open('/products'), isHidden: true },
  ]);
  return (
    <Page>
      <PageHeader
        title={text('imports.title')}
        description={text('imports.description')}
        back={<PageLink to="/products">← {text('products.title')}</PageLink>}
        actions={
          <Button leftSection={<IconUpload size={16} />} onClick={begin}>
            {text('imports.new')}
          </Button>
        }
      />
      {imports.isError && <ErrorState error={imports.error} onRetry={() => void imports.refetch()} />}
      {imports.isPending && <Loader size="sm" />}
      {imports.data?.length === 0 && (
        <EmptyState icon={IconFileImport} title={text('imports.empty')} action={<Button onClick={begin}>{text('imports.new')}</Button>}>
          {text('imports.empty_hint')}
        </EmptyState>
      )}
      {imports.data && imports.data.length > 0 && <ImportTable imports={imports.data} />}
    </Page>
  );
}

/** Rows of a list of products are fewer than the lines of its file, which begin with the header. */
function rowsOf({ report, rows_done }: Import): number {
  return report.kind === 'products' && report.rows > 0 ? report.rows : rows_done;
}

function ImportTable({ imports }: { imports: Import[] }) {
  const text = useText();
  const open = useOpenPage();
  const { locale } = useShopFormat();
  return (
    <div className={classes.table} data-tall>
      <Table verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text('imports.file')}</Table.Th>
            <Table.Th>{text('imports.kind')}</Table.Th>
            <Table.Th>{text('imports.state')}</Table.Th>
            <Table.Th className={classes.right}>{text('imports.rows')}</Table.Th>
            <Table.Th className={classes.right}>{text('imports.problems')}</Table.Th>
            <Table.Th>{text('imports.started')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {imports.map((one) => (
            // The row only widens the link in its first cell.
            <Table.Tr key={one.id} className={classes.row} onClick={(event) => open(`/products/imports/${one.id}`, event)}>
              <Table.Td>
                <PageLink to={`/products/imports/${one.id}`} fw={500} c="inherit">
                  {one.file_name}
                </PageLink>
              </Table.Td>
              <Table.Td>{text(`imports.kind.${one.kind}`)}</Table.Td>
              <Table.Td>
                <ImportStateBadge state={one.state} />
              </Table.Td>
              <Table.Td className={classes.right}>{formatCount(rowsOf(one), locale)}</Table.Td>
              <Table.Td className={classes.right}>
                {one.problem_count > 0 ? formatCount(one.problem_count, locale) : <Text span c="dimmed">–</Text>}
              </Table.Td>
              <Table.Td>
                <DateText atMs={one.started_at_ms} relative />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
