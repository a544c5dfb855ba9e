import { PageHeader } from '../components/pieces';
import { useText } from '../i18n';
import { PasswordSection } from './PasswordSection';
import { SecondFactorSection } from './SecondFactorSection';
import { SessionsSection } from './SessionsSection';

/** One's own way in: the password, the second factor, and where one is signed in. */
export default function AccountSettings() {
  const text = useText();
  return (
    <>
      <PageHeader title={text('settings.account')} description={text('account.description')} />
      <PasswordSection />
      <SecondFactorSection />
      <SessionsSection />
    </>
  );
}
