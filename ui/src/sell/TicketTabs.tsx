import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core';
import { IconPlayerPause, IconPlus } from '@tabler/icons-react';
import { useText } from '../i18n';
import classes from './TicketPane.module.css';
import { pieces, type Counter, type Ticket } from './ticket';

interface TicketTabsProps {
  counter: Counter;
  onOpen: (key: string) => void;
  onStart: () => void;
}

/** The tickets on the counter; parked ones carry a sign and wait. */
export function TicketTabs({ counter, onOpen, onStart }: TicketTabsProps) {
  const text = useText();
  return (
    <div className={classes.tabs}>
      <div role="tablist" aria-label={text('sell.tickets')} style={{ display: 'flex', gap: 4, minWidth: 0 }}>
        {counter.tickets.map((ticket, index) => (
          <UnstyledButton
            key={ticket.key}
            role="tab"
            aria-selected={ticket.key === counter.active}
            aria-controls="sell-ticket"
            className={classes.tab}
            title={nameOf(ticket, text('sell.ticket_name', { number: index + 1 }))}
            onClick={() => onOpen(ticket.key)}
          >
            {ticket.isParked && <IconPlayerPause size={14} aria-label={text('sell.parked')} />}
            <span className={classes.tabName}>{nameOf(ticket, text('sell.ticket_name', { number: index + 1 }))}</span>
            {ticket.lines.length > 0 && <span className={`figure ${classes.tabCount ?? ''}`}>{pieces(ticket)}</span>}
          </UnstyledButton>
        ))}
      </div>
      <Tooltip label={text('sell.new_ticket')}>
        <ActionIcon variant="subtle" color="gray" size={34} aria-label={text('sell.new_ticket')} onClick={onStart}>
          <IconPlus size={18} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function nameOf(ticket: Ticket, otherwise: string): string {
  return ticket.customer?.name ?? (ticket.isParked ? (ticket.lines[0]?.article.name ?? otherwise) : otherwise);
}
