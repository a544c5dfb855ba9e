import { useIntl } from 'react-intl';
import { useText, type MessageId } from '../i18n';

/** What the rows of a table are called where it is about people; a table without words goes by its name. */
export function useTableName(): (table: string) => string {
  const intl = useIntl();
  const text = useText();
  return (table) => {
    const id = `privacy.table.${table}`;
    return id in intl.messages ? text(id as MessageId) : table;
  };
}
