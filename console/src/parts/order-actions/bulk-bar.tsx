// What can be done to several orders at once: only what is allowed to every one of them. Each is done by itself, and one
// that has moved on meanwhile is left as it is.

import { Button, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ActionRequest, OrderSummary } from '../../../../src/http/broker/schemas/orders.ts';
import { ApiProblem } from '../../api/problem.ts';
import { actOnOrder } from '../../api/routes/orders.ts';
import { addUpMoney } from '../add-up-money.ts';
import { ConfirmButton } from '../confirm-button.tsx';
import { countOf } from '../count-of.ts';
import { moneyText } from '../money.tsx';
import { Trouble } from '../trouble.tsx';
import styles from './bulk-bar.module.css';

const onHold: ReadonlySet<string> = new Set(['holding', 'held', 'undoing', 'releasing', 'expiring']);

type Outcome = { words: string; isWhole: boolean };
type Progress = { at: number; of: number };

export function BulkBar({ rows, onDone }: { rows: readonly OrderSummary[]; onDone: () => void }) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [reason, setReason] = useState('');
  const queries = useQueryClient();
  // What has been done may leave the list before all are done.
  if (rows.length === 0 && progress === null)
    return (
      <p role="status" className={outcome ? styles.outcome : 'for-readers'}>
        {outcome?.words}
      </p>
    );
  const doAll = async (what: ActionRequest['do'], fields: Partial<ActionRequest> = {}): Promise<void> => {
    setOutcome(null);
    const came = await eachInTurn(rows, what, fields, setProgress);
    setProgress(null);
    setOutcome(came);
    for (const list of ['orders', 'holds']) void queries.invalidateQueries({ queryKey: [list] });
    if (came.isWhole) onDone();
  };
  const howFar = progress && (
    <p role="status" className="figures">
      {progress.at.toLocaleString('en')} of {countOf(progress.of, 'order')}…
    </p>
  );
  const object = countOf(rows.length, 'order');
  const isEvery = (states: ReadonlySet<string>): boolean => rows.every(({ state }) => states.has(state));
  // Whoever asked first was told yes: nothing can be rejected there.
  const askers = [
    ...new Set(rows.filter(({ flow }) => flow === 'order_integration').map((row) => row.marketplace_name)),
  ];
  return (
    <section className={styles.bar} aria-label="Selected orders">
      {howFar ?? (
        <span role="status">
          <strong>{rows.length}</strong> selected{worthWords(rows)}
        </span>
      )}
      {isEvery(onHold) && (
        <ConfirmButton
          label="Release holds"
          object={object}
          consequence={releaseWords(rows)}
          asks
          isDestructive={rows.some(({ binding }) => binding)}
          onConfirm={() => doAll('release', { accept_cost: true })}
        >
          {howFar}
        </ConfirmButton>
      )}
      {isEvery(new Set(['unfilled'])) && (
        <>
          <ConfirmButton
            label="Look for tickets again"
            object={object}
            variant="default"
            consequence="Costs nothing: without tickets a sale stays as it is."
            onConfirm={() => doAll('retry')}
          />
          {askers.length === 0 ? (
            <ConfirmButton
              label="Reject sales"
              object={object}
              consequence="This cannot be undone. Marketplaces count a rejected sale against you."
              asks
              isDestructive
              onConfirm={async () => {
                if (reason.trim() === '') throw new Error('Say why.');
                await doAll('reject', { reason: reason.trim() });
              }}
            >
              <TextInput
                label="Reason"
                required
                maxLength={200}
                value={reason}
                onChange={({ currentTarget }) => setReason(currentTarget.value)}
              />
              {howFar}
            </ConfirmButton>
          ) : (
            <span className="quiet">
              {askers.join(' and ')} asked first and {askers.length === 1 ? 'was' : 'were'} told yes:{' '}
              {askers.length === 1 ? 'its' : 'their'} sales are not rejected.
            </span>
          )}
        </>
      )}
      {!isEvery(onHold) && !isEvery(new Set(['unfilled'])) && (
        <span className="quiet">Holds can be released together, and unfilled sales rejected.</span>
      )}
      <Trouble>{outcome && !outcome.isWhole ? outcome.words : null}</Trouble>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconX size={14} aria-hidden="true" />}
        disabled={progress !== null}
        onClick={() => {
          setOutcome(null);
          onDone();
        }}
      >
        Select none
      </Button>
    </section>
  );
}

/** One after the other: the hub is not flooded, and what has moved on stays as it is. */
async function eachInTurn(
  rows: readonly OrderSummary[],
  what: ActionRequest['do'],
  fields: Partial<ActionRequest>,
  onProgress: (progress: Progress) => void,
): Promise<Outcome> {
  let done = 0;
  let left = 0;
  for (const { order_id: orderId, state } of rows) {
    onProgress({ at: done + left, of: rows.length });
    try {
      await actOnOrder({ params: { order_id: orderId }, body: { ...fields, do: what, in_state: state } });
      done += 1;
    } catch (error) {
      // Whoever may not, or has no hub any more, need not be told so for each.
      const isOfThisOne = error instanceof ApiProblem && error.status !== 401 && error.status !== 403;
      if (!isOfThisOne) return { words: `${cameWords(done, left)} Then: ${(error as Error).message}`, isWhole: false };
      left += 1;
    }
  }
  return { words: cameWords(done, left), isWhole: true };
}

function cameWords(done: number, left: number): string {
  const words = `${countOf(done, 'order')} done`;
  if (left === 0) return `${words}.`;
  return `${words}, ${left} had moved on or could not be done and ${left === 1 ? 'is' : 'are'} as before.`;
}

function worthWords(rows: readonly OrderSummary[]): string {
  const sums = addUpMoney(rows.map(({ money }) => money));
  return sums.length === 0 ? '' : `, worth ${sums.map((sum) => moneyText(sum, true)).join(' and ')}`;
}

function releaseWords(rows: readonly OrderSummary[]): string {
  const binding = rows.filter((row) => row.binding);
  if (binding.length === 0) return 'None of them binds: letting go costs nothing.';
  const names = [...new Set(binding.map((row) => row.marketplace_name))].join(', ');
  return `${binding.length === rows.length ? 'All of them bind' : `${binding.length} of them bind`}: ${names} may charge for each. When they come to sell these tickets, they are told no.`;
}
