import { Page, PageHeader } from '../components/pieces';
import { useText } from '../i18n';

export default function HomePage() {
  const text = useText();
  return (
    <Page>
      <PageHeader title={text('home.title')} />
    </Page>
  );
}
