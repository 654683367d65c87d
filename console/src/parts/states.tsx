// What a page shows when it has not what it is for: nothing yet, no leave, a fault. Each says the next step.
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleDashed, IconLock, IconPlugConnectedX } from '@tabler/icons-react';
import { useState } from 'react';
import { ApiProblem, HubUnreachable } from '../api/problem.ts';
import { CopyId } from './copy-id.tsx';
import styles from './states.module.css';

type Words = { title: string; children?: React.ReactNode; action?: React.ReactNode };

export function EmptyState({ title, children, action, icon }: Words & { icon?: React.ReactNode }) {
  return (
    <section className={styles.state}>
      <span className={styles.icon}>{icon ?? <IconCircleDashed size={28} stroke={1.5} />}</span>
      <h2>{title}</h2>
      {children && <p className="quiet">{children}</p>}
      {action}
    </section>
  );
}

/** What went wrong, what to do about it, and the request's id for whoever runs the hub. */
export function ErrorState({ error, retry }: { error: Error; retry?: () => unknown }) {
  if (error instanceof ApiProblem && error.status === 403) return <Forbidden problem={error} />;
  return (
    <section className={styles.state} role="alert" data-mood="wrong">
      <span className={styles.icon}>
        {error instanceof HubUnreachable ? (
          <IconPlugConnectedX size={28} stroke={1.5} />
        ) : (
          <IconAlertTriangle size={28} stroke={1.5} />
        )}
      </span>
      <h2>{titleOf(error)}</h2>
      <p className="quiet">{adviceOf(error)}</p>
      {retry && <TryAgain retry={retry} />}
      {error instanceof ApiProblem && error.requestId && (
        <p className={styles.small}>
          {error.code} · request <CopyId id={error.requestId} what="request id" />
        </p>
      )}
    </section>
  );
}

function TryAgain({ retry }: { retry: () => unknown }) {
  const [isTrying, setTrying] = useState(false);
  const tryAgain = async (): Promise<void> => {
    setTrying(true);
    try {
      await retry();
    } finally {
      setTrying(false);
    }
  };
  return (
    <Button variant="default" loading={isTrying} onClick={() => void tryAgain()}>
      Try again
    </Button>
  );
}

function titleOf(error: Error): string {
  if (error instanceof HubUnreachable) return 'The hub does not answer';
  if (error instanceof ApiProblem) return error.status === 500 ? 'Something went wrong in the hub' : error.title;
  return 'This page has broken';
}

function adviceOf(error: Error): string {
  if (error instanceof HubUnreachable) {
    return 'Either this device is offline or the hub is stopping. Nothing that you did is lost; sales go on without this page.';
  }
  if (error instanceof ApiProblem) {
    // What it says of a fault of its own is for whoever wrote a script.
    return error.status === 500
      ? 'This could not be read. It is on record there under the number below: if it stays so, tell whoever runs the hub.'
      : error.message;
  }
  return `That is a fault of ours. Load the page again; if it stays, tell whoever runs the hub: ${error.message}`;
}

/** Says who can, instead of that you cannot. */
function Forbidden({ problem }: { problem?: ApiProblem }) {
  return (
    <section className={styles.state}>
      <span className={styles.icon}>
        <IconLock size={28} stroke={1.5} />
      </span>
      <h2>Not with your role</h2>
      <p className="quiet">
        {problem?.message ?? 'An owner of this account can open this page, or give you a role that can.'}
      </p>
      {problem?.requestId && (
        <p className={styles.small}>
          request <CopyId id={problem.requestId} what="request id" />
        </p>
      )}
    </section>
  );
}
