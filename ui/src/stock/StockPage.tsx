import { Page, PageHeader } from '../components/pieces';
import { useText } from '../i18n';

export default function StockPage() {
  const text = useText();
  return (
    <Page>
      <PageHeader title={text('stock.title')} />
    </Page>
  );
}
