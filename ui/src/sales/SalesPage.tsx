import { Page, PageHeader } from '../components/pieces';
import { useText } from '../i18n';

export default function SalesPage() {
  const text = useText();
  return (
    <Page>
      <PageHeader title={text('sales.title')} />
    </Page>
  );
}
