import { Stack } from '@mantine/core';
import { useMemo } from 'react';
import { usePerform } from '../api/hooks';
import { DoorPage } from '../components/DoorPage';
import { FormError } from '../components/pieces';
import { OwnAccountProvider } from '../components/shop';
import { useText } from '../i18n';
import { EnrolmentSteps } from '../settings/Enrolment';
import type { Session } from './session';

/** In front of the shop for whoever's role requires a second factor that they do not have yet: it is set up here, and the shop opens. */
export default function EnrolPage({ session, onDone }: { session: Session; onDone: () => void }) {
  const text = useText();
  const signOut = usePerform('delete_current_session');
  const { id, name } = session.staff;
  const { name: shop_name } = session.shop;
  const account = useMemo(
    () => ({ id, name, shop_name, has_second_factor: false, requires_second_factor: true, pin: 'none' as const, withheld: [] }),
    [id, name, shop_name],
  );
  return (
    <OwnAccountProvider value={account}>
      <DoorPage title={text('enrol.title')} description={session.staff.name} isWide>
        <Stack>
          <EnrolmentSteps hint={text('enrol.begin')} cancelLabel={text('user.sign_out')} onCancel={() => signOut.mutate(undefined)} onDone={onDone} />
          {signOut.isError && <FormError error={signOut.error} />}
        </Stack>
      </DoorPage>
    </OwnAccountProvider>
  );
}
