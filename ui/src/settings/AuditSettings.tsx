import { useFilters } from '../components/area';
import { PageHeader } from '../components/pieces';
import { useOpenPage } from '../components/PageLink';
import { useText } from '../i18n';
import { FILTERS } from './audit';
import { AuditAccesses } from './AuditAccesses';
import { AuditChanges } from './AuditChanges';
import classes from './Audit.module.css';

const TABS = [
  { tab: '', to: '/settings/audit', label: 'audit.changes' },
  { tab: 'access', to: '/settings/audit?tab=access', label: 'audit.access' },
] as const;

/** Who did what, and who was let in or refused. */
export default function AuditSettings() {
  const text = useText();
  const open = useOpenPage();
  const [filters, setFilters] = useFilters(FILTERS);
  const shown = filters.tab === 'access' ? 'access' : '';
  return (
    <>
      <PageHeader title={text('audit.title')} description={text('audit.description')} />
      <nav className={classes.tabs} aria-label={text('audit.title')}>
        {TABS.map(({ tab, to, label }) => (
          <a key={tab} href={to} className={classes.tab} aria-current={tab === shown ? 'page' : undefined} onClick={(event) => open(to, event)}>
            {text(label)}
          </a>
        ))}
      </nav>
      {shown === 'access' ? <AuditAccesses filters={filters} onChange={setFilters} /> : <AuditChanges filters={filters} onChange={setFilters} />}
    </>
  );
}
