import { Button, Loader, Table, Text } from '@mantine/core';
import { IconBrowser, IconDeviceDesktop } from '@tabler/icons-react';
import type { Answer } from '../api/client';
import { useOperation, usePerform } from '../api/hooks';
import { DateText } from '../components/DateText';
import { ErrorState, StateBadge } from '../components/pieces';
import { useMay } from '../components/shop';
import { useToast } from '../components/toast';
import { useText } from '../i18n';
import { Section } from './Section';
import classes from './SessionsSection.module.css';

type Device = Answer<'list_trusted_devices'>[number];

/** The computers on which one needs no code, and for whoever manages people everybody's; the trust in each can be ended from here. */
export function TrustedSection() {
  const text = useText();
  const seesAll = useMay()('manage_staff');
  const devices = useOperation('list_trusted_devices');
  return (
    <Section title={text('trusted.title')} description={text(seesAll ? 'trusted.description_all' : 'trusted.description')}>
      {devices.isError && <ErrorState error={devices.error} onRetry={() => void devices.refetch()} />}
      {devices.isPending && <Loader size="sm" />}
      {devices.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {text('trusted.empty')}
        </Text>
      )}
      {devices.data && devices.data.length > 0 && (
        <Table.ScrollContainer minWidth={560} type="native">
          <Table verticalSpacing={6} className={classes.table ?? ''}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{text('trusted.name')}</Table.Th>
                {seesAll && <Table.Th>{text('sessions.person')}</Table.Th>}
                <Table.Th>{text('trusted.began')}</Table.Th>
                <Table.Th>{text('sessions.seen')}</Table.Th>
                <Table.Th>{text('trusted.until')}</Table.Th>
                <Table.Th>
                  <span className="unseen">{text('staff.actions')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {devices.data.map((device) => (
                <DeviceRow key={device.id} device={device} showsPerson={seesAll} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  );
}

function DeviceRow({ device, showsPerson }: { device: Device; showsPerson: boolean }) {
  const text = useText();
  const toast = useToast();
  const end = usePerform('delete_trusted_device');
  const name = device.is_window ? text('trusted.window') : device.name;
  const Shape = device.is_window ? IconDeviceDesktop : IconBrowser;
  return (
    <Table.Tr>
      <Table.Td>
        <span className={classes.kind}>
          <Shape size={17} stroke={1.6} aria-hidden />
          {name}
          {device.is_here && <StateBadge tone="good">{text('trusted.here')}</StateBadge>}
        </span>
      </Table.Td>
      {showsPerson && <Table.Td fw={500}>{device.staff_name}</Table.Td>}
      <Table.Td>
        <DateText atMs={device.created_at_ms} />
      </Table.Td>
      <Table.Td>
        <DateText atMs={device.seen_at_ms} relative />
      </Table.Td>
      <Table.Td>
        <DateText atMs={device.expires_at_ms} />
      </Table.Td>
      <Table.Td ta="right">
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={text('trusted.end_of', { device: name, name: device.staff_name })}
          loading={end.isPending}
          onClick={() => end.mutate({ path: { id: device.id } }, { onSuccess: () => toast.done(text('trusted.ended')), onError: toast.problem })}
        >
          {text('trusted.end')}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
