import { Page, PageHeader } from '../components/pieces';
import { useText } from '../i18n';

export default function SellPage() {
  const text = useText();
  return (
    <Page>
      <PageHeader title={text('sell.title')} />
    </Page>
  );
}
