import { useCallback } from 'react';
import { useIntl } from 'react-intl';
import { useText, type MessageId } from '../i18n';

/** A reason in the person's language; one that the interface does not know yet keeps its own word. */
export function useReasonName(): (code: string) => string {
  const text = useText();
  const { messages } = useIntl();
  return useCallback((code) => (`stock.reason.${code}` in messages ? text(`stock.reason.${code}` as MessageId) : code), [text, messages]);
}
