import type { updates as en } from './updates.en';

/** Neue Versionen des Programms: woher sie kommen, nachsehen, einspielen. */
export const updates: Record<keyof typeof en, string> = {
  'updates.address': 'Adresse',
  'updates.address_hint': 'Eine https-Adresse, die sagt, welche Version es gibt. An sie geht nur diese Frage, und nur wenn Sie die Schaltfläche drücken.',
  'updates.description': 'Neue Versionen kommen von nirgendwo, bis Sie sagen, woher. Eingespielt wird nur, was die richtige Signatur trägt.',
  'updates.found': 'Version {version} kann eingespielt werden',
  'updates.install': 'Einspielen und neu starten',
  'updates.install_hint': 'Die Datei des Ladens wird an einer Kopie auf das neue Format gebracht, wenn die neue Version sie öffnet. Solange nichts geändert wurde, führt „counterfoil rollback“ zurück.',
  'updates.key': 'Öffentlicher Schlüssel',
  'updates.key_hint': 'Wer die Versionen bereitstellt, veröffentlicht ihn. Was mit einem anderen signiert ist, wird abgelehnt.',
  'updates.look': 'Nach einer neuen Version sehen',
  'updates.none': 'Es gibt keine neuere Version.',
  'updates.off': 'Ausschalten',
  'updates.off_done': 'Ab jetzt wird nach nichts gesehen.',
  'updates.saved': 'Gespeichert. Die Adresse wurde noch nichts gefragt.',
  'updates.source': 'Woher neue Versionen kommen',
  'updates.title': 'Neue Versionen',
  'updates.window_only': 'Neue Versionen werden im eigenen Fenster des Programms eingespielt, nicht im Browser.',
};
