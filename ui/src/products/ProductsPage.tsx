import { Page, PageHeader } from '../components/pieces';
import { useText } from '../i18n';

export default function ProductsPage() {
  const text = useText();
  return (
    <Page>
      <PageHeader title={text('products.title')} />
    </Page>
  );
}
