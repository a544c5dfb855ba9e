/** Whether the history still holds: the last check, what it looked at, where it breaks first, and the archive for somebody else to check. */
import { Button, Group, List, Loader, Stack, Table, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Answer } from '../api/client';
import { useOperation } from '../api/hooks';
import { formatCount } from '../components/Amount';
import { DateText } from '../components/DateText';
import { usePersonName } from '../components/people';
import { ErrorState, Notice, StateBadge } from '../components/pieces';
import { useSaid } from '../components/said';
import { useMay, useShopFormat } from '../components/shop';
import { useText } from '../i18n';
import { ArchiveSection } from './ArchiveSection';
import { useAuditWords } from './audit';
import classes from './Audit.module.css';
import { JobProgress } from './JobProgress';
import { Section } from './Section';
import { useJob } from './useJob';

type Verification = Answer<'find_verification'>;
type Verdict = NonNullable<Verification['verdict']>;

export function HistoryCheck() {
  const text = useText();
  const may = useMay();
  const last = useOperation('find_verification');
  const job = last.data?.job;
  const check = useJob('start_verification', text('history.check_done'), { found: job?.state === 'running' ? job.id : null });
  return (
    <div className={classes.history}>
      <Section title={text('history.check')} description={text('history.about')}>
        <Group>
          <Button leftSection={<IconShieldCheck size={18} />} loading={check.isRunning} onClick={() => check.run()}>
            {text('history.now')}
          </Button>
        </Group>
        {check.job && <JobProgress job={check.job} onCancel={check.cancel} />}
        {check.problem && (
          <Notice tone="danger" isAnswer>
            {check.problem}
          </Notice>
        )}
        {last.error && <ErrorState error={last.error} onRetry={() => void last.refetch()} />}
        {last.isPending && <Loader size="sm" />}
        {last.data && !check.isRunning && <LastCheck verification={last.data} />}
      </Section>
      {may('manage_privacy') && <ArchiveSection />}
    </div>
  );
}

function LastCheck({ verification: { job, verdict } }: { verification: Verification }) {
  const text = useText();
  if (!job || !verdict) return <Text size="sm">{text('history.never')}</Text>;
  const wrong = verdict.findings.length + verdict.omitted;
  return (
    <Stack gap="md">
      <Group gap="sm">
        <Text size="sm" c="dimmed">
          {text('history.last')}
        </Text>
        <DateText atMs={job.updated_at_ms} withTime />
        <StateBadge tone={wrong === 0 ? 'good' : 'danger'}>{text(wrong === 0 ? 'history.holds' : 'history.wrong', { count: wrong })}</StateBadge>
      </Group>
      {wrong > 0 && <Findings verdict={verdict} />}
      <Counts verdict={verdict} />
    </Stack>
  );
}

function Findings({ verdict: { findings, omitted, first_broken: first } }: { verdict: Verdict }) {
  const text = useText();
  const say = useSaid();
  return (
    <>
      {first && <FirstBroken first={first} />}
      <Notice tone="danger">
        <Stack gap="xs">
          <List size="sm">
            {findings.map((finding, index) => (
              <List.Item key={index}>{say(finding)}</List.Item>
            ))}
            {omitted > 0 && <List.Item>{text('history.omitted', { count: omitted })}</List.Item>}
          </List>
          <Text size="sm" fw={500}>
            {text('history.what_to_do')}
          </Text>
        </Stack>
      </Notice>
    </>
  );
}

function FirstBroken({ first }: { first: NonNullable<Verdict['first_broken']> }) {
  const text = useText();
  const say = useSaid();
  const words = useAuditWords();
  const personName = usePersonName();
  const who = [personName(first.staff_name), first.register_name].filter(Boolean).join(' · ');
  return (
    <Notice tone="danger" title={text('history.first_broken', { seq: first.seq })}>
      <Stack gap="xs">
        <Text size="sm">{say(first)}</Text>
        <dl className={classes.facts}>
          {first.operation && <Fact label={text('history.what')}>{words.operation(first.operation)}</Fact>}
          {typeof first.at_ms === 'number' && (
            <Fact label={text('history.when')}>
              <DateText atMs={first.at_ms} withTime />
            </Fact>
          )}
          {who && <Fact label={text('history.by')}>{who}</Fact>}
          {first.tables.length > 0 && <Fact label={text('history.in_tables')}>{first.tables.map(words.table).join(', ')}</Fact>}
        </dl>
      </Stack>
    </Notice>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Counts({ verdict: { checked } }: { verdict: Verdict }) {
  const text = useText();
  const say = useSaid();
  const { locale } = useShopFormat();
  // Tables by their names say nothing to a shopkeeper: those of a kind are one line.
  const names: Record<string, string> = { 'rows of {table}': text('history.rows'), 'sums of {table}': text('history.sums') };
  const lines = new Map<string, number>();
  for (const line of checked) {
    const name = names[line.text] ?? say(line);
    lines.set(name, (lines.get(name) ?? 0) + line.count);
  }
  return (
    <Table verticalSpacing={4} horizontalSpacing={0} aria-label={text('history.checked')} maw={520}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th colSpan={2}>{text('history.checked')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {[...lines].map(([name, count]) => (
          <Table.Tr key={name}>
            <Table.Td>{name}</Table.Td>
            <Table.Td ta="right" className="figure">
              {formatCount(count, locale)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
