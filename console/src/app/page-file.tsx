// A page's own file, which is loaded when the page is first opened. Where nothing answers it is said so, in the page's place, and
// the page comes by itself. A hub that was renewed under an open page has files of other names: then all is loaded anew, once.
import { lazyRouteComponent } from '@tanstack/react-router';
import { useEffect } from 'react';
import { HubUnreachable } from '../api/problem.ts';
import { addressOf } from '../api/route.ts';
import { ErrorState } from '../parts/states.tsx';

const remembered = 'holdfast-renewed-at';
/** Sooner than this it is no renewal but a fault, and loading again would not end. */
const leastMs = 30_000;
const lookEveryMs = 3_000;

export function pageFile<Module extends Record<string, unknown>, Name extends keyof Module & string>(
  load: () => Promise<Module>,
  name: Name,
) {
  return lazyRouteComponent(() => load().catch(renewedOrAway), name);
}

async function renewedOrAway(error: unknown): Promise<never> {
  if (!(await hubAnswers())) throw new HubUnreachable();
  const before = Number(sessionStorage.getItem(remembered) ?? 0);
  if (Date.now() - before < leastMs) throw error;
  sessionStorage.setItem(remembered, String(Date.now()));
  window.location.reload();
  return new Promise(() => {});
}

/** Whatever it says. */
function hubAnswers(): Promise<boolean> {
  return fetch(addressOf('/session'), { cache: 'no-store' }).then(
    () => true,
    () => false,
  );
}

/** In place of a page that threw, or whose file did not come. */
export function BrokenPageFile({ error, reset }: { error: unknown; reset: () => void }) {
  if (error instanceof HubUnreachable) return <NoFile error={error} />;
  return <ErrorState error={error instanceof Error ? error : new Error(String(error))} retry={reset} />;
}

/** Not every browser asks again for a file that did not come; a page that is loaded anew does. */
function NoFile({ error }: { error: Error }) {
  const comeBack = async (): Promise<void> => {
    if (await hubAnswers()) window.location.reload();
  };
  useEffect(() => {
    const timer = window.setInterval(() => void comeBack(), lookEveryMs);
    return () => window.clearInterval(timer);
  });
  return <ErrorState error={error} retry={comeBack} />;
}
