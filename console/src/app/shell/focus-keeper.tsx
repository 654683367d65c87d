// Keeps the focus from being lost. What has it may go: a row that was acted on leaves its list, a dialog closes. Then what it came
// from has it again, or the nearest thing around that which can have it: whoever works by keyboard goes on from there.
import { useEffect } from 'react';

/** What had the focus, and whatever stands around that, the nearest first. */
type Trail = readonly Element[];

export function FocusKeeper() {
  useEffect(() => {
    let latest: Trail = [];
    /** The latest on the page itself, for when a dialog over it has gone. */
    let beneath: Trail = [];
    const note = ({ target }: FocusEvent): void => {
      if (!(target instanceof Element)) return;
      latest = trailOf(target);
      if (target.closest('[data-portal]') === null) beneath = latest;
    };
    const keep = (): void => {
      if (document.activeElement !== document.body) return;
      const next = nextOn(latest) ?? nextOn(beneath);
      // A button that waits for an answer gets it back when it can have it.
      if (next && !next.matches(':disabled')) next.focus({ preventScroll: true });
    };
    // Whoever leaves something that is still there, such as by closing a telephone's keyboard, wants it so.
    const forget = ({ target, relatedTarget: goesTo }: FocusEvent): void => {
      if (goesTo !== null) return;
      queueMicrotask(() => {
        if (document.activeElement !== document.body || nextOn(latest) !== target) return;
        if (!(target instanceof Element) || target.matches(':disabled')) return;
        latest = [];
        beneath = [];
      });
    };
    const watcher = new MutationObserver(keep);
    watcher.observe(document.body, { childList: true, subtree: true });
    document.addEventListener('focusin', note);
    document.addEventListener('focusout', forget);
    return () => {
      watcher.disconnect();
      document.removeEventListener('focusin', note);
      document.removeEventListener('focusout', forget);
    };
  }, []);
  return null;
}

function trailOf(element: Element): Trail {
  const trail: Element[] = [];
  for (let at: Element | null = element; at !== null; at = at.parentElement) trail.push(at);
  return trail;
}

function nextOn(trail: Trail): HTMLElement | undefined {
  return trail.find(
    (element): element is HTMLElement =>
      element instanceof HTMLElement &&
      element.isConnected &&
      (element.tabIndex >= 0 || element.hasAttribute('tabindex')),
  );
}
