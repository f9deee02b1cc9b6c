const EVENT = 'compose-line';

/** Puts a line into the composer, to be read before it is sent. `element` is what the visitor pressed. */
export function composeLine(element: Element, line: string): void {
  element.dispatchEvent(new CustomEvent(EVENT, { bubbles: true, detail: line }));
}

/** Listens for lines to put into the composer. */
export function listenForLines(put: (line: string) => void): void {
  document.addEventListener(EVENT, (event) => {
    if (event instanceof CustomEvent && typeof event.detail === 'string') put(event.detail);
  });
}

/** Returns a line that speaks a text. Quotes within it would end it, and sound like nothing. */
export function speakLine(text: string): string {
  const plain = text
    .replaceAll(/["“”„]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `/tts text:"${plain}"`;
}
