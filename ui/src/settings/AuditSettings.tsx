import { useFilters } from '../components/area';
import { PageHeader } from '../components/pieces';
import { useOpenPage } from '../components/PageLink';
import { useText } from '../i18n';
import { FILTERS } from './audit';
import { AuditAccesses } from './AuditAccesses';
import { AuditChanges } from './AuditChanges';
import classes from './Audit.module.css';
import { HistoryCheck } from './HistoryCheck';

const TABS = [
  { tab: '', to: '/settings/audit', label: 'audit.changes' },
  { tab: 'access', to: '/settings/audit?tab=access', label: 'audit.access' },
  { tab: 'history', to: '/settings/audit?tab=history', label: 'history.title' },
] as const;

/** Who did what, who was let in or refused, and whether the history of all of it still holds. */
export default function AuditSettings() {
  const text = useText();
  const open = useOpenPage();
  const [filters, setFilters] = useFilters(FILTERS);
  const shown = TABS.find(({ tab }) => tab === filters.tab)?.tab ?? '';
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
      {shown === 'access' && <AuditAccesses filters={filters} onChange={setFilters} />}
      {shown === 'history' && <HistoryCheck />}
      {shown === '' && <AuditChanges filters={filters} onChange={setFilters} />}
    </>
  );
}
