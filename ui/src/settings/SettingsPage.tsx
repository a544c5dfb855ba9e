import { Page, PageHeader } from '../components/pieces';
import { useText } from '../i18n';

export default function SettingsPage() {
  const text = useText();
  return (
    <Page>
      <PageHeader title={text('settings.title')} />
    </Page>
  );
}
