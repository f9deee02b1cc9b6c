/**
 * Returns where along its element a pointer is, 0 to 1, while it is pressed there; `undefined` otherwise. The
 * pointer is followed beyond the element until it is released.
 */
export function pointedShare(event: PointerEvent): number | undefined {
  const element = event.currentTarget;
  if (!(element instanceof HTMLElement)) return undefined;
  if (event.type === 'pointerdown') element.setPointerCapture(event.pointerId);
  if (!element.hasPointerCapture(event.pointerId)) return undefined;
  const { left, width } = element.getBoundingClientRect();
  return width === 0 ? undefined : (event.clientX - left) / width;
}
