/**
 * What a focused field held before a scanner typed into it, and how to put it back. React listens to the native setter, so the value is
 * written through the prototype and announced with an input event, as if the person had deleted the code by hand.
 */
export interface TypedText {
  putBack: () => void;
}

export function startsTypedText(target: EventTarget | null): TypedText | null {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return null;
  const { value } = target;
  const [start, end] = [target.selectionStart, target.selectionEnd];
  return {
    putBack() {
      if (!target.isConnected || target.value === value) return;
      const prototype = target instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
      Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(target, value);
      target.dispatchEvent(new Event('input', { bubbles: true }));
      if (start !== null && document.activeElement === target) target.setSelectionRange(start, end);
    },
  };
}
