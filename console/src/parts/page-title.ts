// What a page is called: in the browser's tab, and said to a screen reader when it opens.
import { useEffect } from 'react';

/** `waiting`: how many things wait for a person there; it comes first, so that a narrow tab still shows it. */
export function usePageTitle(title: string, waiting = 0): void {
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${title} · Holdfast`;
  }, [title, waiting]);
}
