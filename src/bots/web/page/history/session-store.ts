/** A value of this tab that survives a reload, and ends with the tab. */
export interface StoredValue<T> {
  read(): T | undefined;
  /** Stores the value; `undefined` removes it. Does nothing where the browser stores nothing. */
  write(value: T | undefined): void;
}

/** Opens a value in the tab’s session storage. Only this release’s page writes there, under its own names. */
export function sessionValue<T>(name: string): StoredValue<T> {
  const key = `audiopod-${name}`;
  return {
    read() {
      try {
        const text = sessionStorage.getItem(key);
        if (text === null) return undefined;
        const value: T = JSON.parse(text);
        return value;
      } catch {
        return undefined;
      }
    },
    write(value) {
      try {
        if (value === undefined) sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, JSON.stringify(value));
      } catch {
        // Full, or forbidden: then the value ends with the page.
      }
    },
  };
}
