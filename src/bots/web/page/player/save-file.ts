/** Offers a file to the visitor, as their browser saves downloads. */
export function saveFile({ blob, fileName }: { readonly blob: Blob; readonly fileName: string }): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  // The browser reads the address within this task.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
