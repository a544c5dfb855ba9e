/** The papers of a sale as thumbnails of the true pages; a click shows them large, with print and save. */
import { ActionIcon, Group, Modal, Text, UnstyledButton } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { pageCountOf } from '../api/client';
import { useOperation } from '../api/hooks';
import { FileKeys } from '../components/FileKeys';
import { PageImage } from '../components/PageImage';
import { ErrorState } from '../components/pieces';
import { useMay } from '../components/shop';
import { useText } from '../i18n';
import type { Order } from './SalePage';
import classes from './SalePage.module.css';

interface Paper {
  id: string;
  isReceipt: boolean;
  title: string;
}

export function Documents({ order }: { order: Order }) {
  const text = useText();
  const may = useMay();
  const [open, setOpen] = useState<Paper | null>(null);
  const papers: Paper[] = [
    { id: order.id, isReceipt: true, title: text('sales.receipt') },
    ...(may('see_documents')
      ? order.documents.map((document) => ({ id: document.id, isReceipt: false, title: text(document.kind === 'invoice' ? 'sales.invoice_number' : 'sales.credit_note_number', { number: document.number }) }))
      : []),
  ];
  return (
    <div className={classes.documents}>
      {papers.map((paper) => (
        <UnstyledButton key={paper.id} className={classes.thumbnail} onClick={() => setOpen(paper)}>
          <div className={classes.thumbnailPage}>
            <Picture paper={paper} page={0} widthPx={300} alt="" />
          </div>
          <Text size="xs" mt={4} fw={500}>
            {paper.title}
          </Text>
        </UnstyledButton>
      ))}
      {open && (
        <Modal opened onClose={() => setOpen(null)} title={open.title} size={open.isReceipt ? 'lg' : 860} closeButtonProps={{ 'aria-label': text('action.close') }}>
          <Viewer paper={open} />
        </Modal>
      )}
    </div>
  );
}

function usePicture(paper: Paper, page: number, widthPx: number) {
  const query = { page, width_px: widthPx };
  const receipt = useOperation('preview_receipt', { path: { id: paper.id }, query }, { isOff: !paper.isReceipt, keepsLast: true });
  const document = useOperation('preview_document', { path: { id: paper.id }, query }, { isOff: paper.isReceipt, keepsLast: true });
  const picture = paper.isReceipt ? receipt : document;
  return { file: picture.data as unknown as Blob | undefined, error: picture.error, refetch: picture.refetch };
}

/** A page; a thumbnail that carries its title in words needs no second one. */
function Picture({ paper, page, widthPx, alt = paper.title }: { paper: Paper; page: number; widthPx: number; alt?: string }) {
  const { file, error, refetch } = usePicture(paper, page, widthPx);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <PageImage file={file} alt={alt} />;
}

function Viewer({ paper }: { paper: Paper }) {
  const text = useText();
  const [page, setPage] = useState(0);
  const { file } = usePicture(paper, page, 1400);
  const count = file ? pageCountOf(file) : 1;
  return (
    <>
      {count > 1 && (
        <Group justify="center" gap="xs" mb="sm">
          <ActionIcon variant="default" aria-label={text('sales.page_before')} disabled={page === 0} onClick={() => setPage(page - 1)}>
            <IconChevronLeft size={16} />
          </ActionIcon>
          <Text size="sm" className="figure" aria-live="polite">
            {text('sales.page_of', { page: page + 1, count })}
          </Text>
          <ActionIcon variant="default" aria-label={text('sales.page_after')} disabled={page + 1 >= count} onClick={() => setPage(page + 1)}>
            <IconChevronRight size={16} />
          </ActionIcon>
        </Group>
      )}
      {/* A region that scrolls must be reachable with the keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.viewer} data-receipt={paper.isReceipt || undefined} tabIndex={0} role="region" aria-label={paper.title}>
        <Picture paper={paper} page={page} widthPx={1400} />
      </div>
      <FileKeys operation={paper.isReceipt ? 'find_receipt' : 'download_document'} id={paper.id} />
    </>
  );
}
