/** What the shop knows about people: found, shown, handed over, erased; and how long things are kept. */
import { useFilters } from '../components/area';
import { PageHeader } from '../components/pieces';
import { useText } from '../i18n';
import { Erasures } from './Erasures';
import { FindPerson } from './FindPerson';
import { PersonData } from './PersonData';
import { RetentionSection } from './RetentionSection';

/** A person in the address, such as `customer:0199…`. */
const WHO = /^(customer|staff):([0-9a-f-]{36})$/;

export default function PrivacySettings() {
  const text = useText();
  const [{ who }, setFilters] = useFilters({ who: '' });
  const [, kind, id] = WHO.exec(who) ?? [];
  return (
    <>
      <PageHeader title={text('privacy.title')} description={text('privacy.description')} />
      {kind && id ? (
        <PersonData kind={kind as 'customer' | 'staff'} id={id} onBack={() => setFilters({ who: '' })} />
      ) : (
        <>
          <FindPerson onFound={(person) => setFilters({ who: `${person.kind}:${person.id}` })} />
          <RetentionSection />
          <Erasures />
        </>
      )}
    </>
  );
}
