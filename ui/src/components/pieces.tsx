/** The small parts every page is made of: heading, empty and error states, badges. */
import { Button, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX, IconClock, IconHelpCircle, IconInfoCircle, IconRefresh, type Icon } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { ApiError } from '../api/error';
import { useText } from '../i18n';
import { useErrorText } from './said';
import classes from './pieces.module.css';

/** The room of a page. `fills` gives it exactly the height of the window, for a list that scrolls by itself; others scroll as a whole. */
export function Page({ children, fills = false, narrow = false }: { children: ReactNode; fills?: boolean; narrow?: boolean }) {
  return (
    <div className={classes.page} data-fills={fills || undefined} data-narrow={narrow || undefined}>
      {children}
    </div>
  );
}

interface PageHeaderProps {
  title: string;
  /** One line under the title: what this page is or the state of the record. */
  description?: ReactNode;
  /** Badges beside the title. */
  badges?: ReactNode;
  /** Buttons at the right; the primary one last. */
  actions?: ReactNode;
  /** A link back, shown above the title on detail pages. */
  back?: ReactNode;
}

/** Title row of a page; it names the document too, so that the window's title says where one is. */
export function PageHeader({ title, description, badges, actions, back }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Counterfoil`;
  }, [title]);
  return (
    <header className={classes.header}>
      {back}
      <Group justify="space-between" align="flex-start" wrap="wrap" gap="sm">
        <div className={classes.heading}>
          <Group gap="sm" align="center">
            <Title order={1} className={classes.title}>
              {title}
            </Title>
            {badges}
          </Group>
          {description && (
            <Text c="dimmed" size="sm" mt={2}>
              {description}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
    </header>
  );
}

interface EmptyStateProps {
  icon: Icon;
  /** One sentence. */
  title: string;
  children?: ReactNode;
  /** One primary action. */
  action?: ReactNode;
}

/** Nothing here yet: one sentence, one action. */
export function EmptyState({ icon: Shape, title, children, action }: EmptyStateProps) {
  return (
    <Stack align="center" justify="center" gap="xs" className={classes.empty}>
      <ThemeIcon size={48} radius={24} variant="light" color="gray" aria-hidden>
        <Shape size={24} stroke={1.5} />
      </ThemeIcon>
      <Text fw={600} ta="center">
        {title}
      </Text>
      {children && (
        <Text c="dimmed" size="sm" ta="center" maw={440}>
          {children}
        </Text>
      )}
      {action && <div className={classes.emptyAction}>{action}</div>}
    </Stack>
  );
}

/** Codes that are not a failure of the program but "not now" or "not you". */
const CALM_CODES = new Set(['refused', 'conflict', 'forbidden', 'locked', 'throttled', 'not_found', 'invalid']);

/** What went wrong in the server's own words, and a way on. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const text = useText();
  const message = useErrorMessage(error);
  const isCalm = error instanceof ApiError && CALM_CODES.has(error.code);
  return (
    <div className={classes.error}>
      <Notice tone={isCalm ? 'warning' : 'danger'} title={text(isCalm ? 'error.not_now' : 'error.title')} isAnswer>
        <Stack gap="sm" align="flex-start">
          {message}
          {onRetry && (
            <Button size="xs" variant="default" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
              {text('action.try_again')}
            </Button>
          )}
        </Stack>
      </Notice>
    </div>
  );
}

/** The words to show for any error: the server's message, or ours when there was no answer. */
export function useErrorMessage(error: unknown): string {
  return useErrorText()(error);
}

/** The refusal of a form, above its buttons. Messages of single fields stand beside their inputs. */
export function FormError({ error }: { error: unknown }) {
  const message = useErrorMessage(error);
  if (!error) return null;
  return (
    <Notice tone="danger" isAnswer>
      {message}
    </Notice>
  );
}

export type Tone = 'neutral' | 'good' | 'warning' | 'danger' | 'info' | 'pending' | 'unknown';

const TONES: Record<Tone, Icon> = {
  neutral: IconCircleDashed,
  good: IconCircleCheck,
  warning: IconAlertTriangle,
  danger: IconCircleX,
  info: IconInfoCircle,
  pending: IconClock,
  unknown: IconHelpCircle,
};

/** A state as a word with an icon in a quiet badge, so that colour never says it alone. */
export function StateBadge({ tone, children }: { tone: Tone; children: ReactNode }) {
  const Shape = TONES[tone];
  return (
    <span className={classes.badge} data-tone={tone}>
      <Shape size={14} aria-hidden />
      {children}
    </span>
  );
}

interface NoticeProps {
  tone: 'warning' | 'danger' | 'info';
  title?: string;
  children: ReactNode;
  /** Read out at once, as an answer to what was just done. */
  isAnswer?: boolean;
}

/** Something to know before going on: what went wrong, or what an action will mean. */
export function Notice({ tone, title, children, isAnswer = false }: NoticeProps) {
  const Shape = TONES[tone];
  return (
    <div className={classes.notice} data-tone={tone} {...(isAnswer && { role: 'alert' })}>
      <Shape size={20} stroke={1.7} aria-hidden />
      <div className={classes.noticeText}>
        {title && <strong>{title}</strong>}
        <div>{children}</div>
      </div>
    </div>
  );
}
