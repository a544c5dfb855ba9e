import { PageHeader } from '../components/pieces';
import { useText } from '../i18n';
import { PasswordSection } from './PasswordSection';
import { PinSection } from './PinSection';
import { SecondFactorSection } from './SecondFactorSection';
import { SessionsSection } from './SessionsSection';
import { TrustedSection } from './TrustedSection';

/** One's own way in: the password, the second factor, the PIN, the computers that are trusted, and where one is signed in. */
export default function AccountSettings() {
  const text = useText();
  return (
    <>
      <PageHeader title={text('settings.account')} description={text('account.description')} />
      <PasswordSection />
      <SecondFactorSection />
      <PinSection />
      <TrustedSection />
      <SessionsSection />
    </>
  );
}
