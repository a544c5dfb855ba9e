import { JobTray } from '../components/JobTray';
import { useOpenPage } from '../components/PageLink';

/** The job tray of the top bar. */
export function Jobs() {
  const open = useOpenPage();
  return <JobTray jobs={[]} onCancel={() => {}} onOpen={(href) => open(href)} />;
}
