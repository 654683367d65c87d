// How a POS is: whether its host answers this hub, how its stock is being read, and what waits for it.

import type { PointOfSale, TriedPos } from '../../../../src/http/broker/schemas/points-of-sale.ts';
import { hostWords } from '../../parts/calls-sentence.ts';
import { CopyLine } from '../../parts/copy-line.tsx';
import { countOf } from '../../parts/count-of.ts';
import { PaceFacts, PaceLines, PaceNote } from '../../parts/pace.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PosState, stockSentence, usePosState } from '../../parts/pos-state.tsx';
import short from '../../parts/short-facts.module.css';
import { Time } from '../../parts/time.tsx';
import { PosTest } from './pos-test.tsx';

type Props = {
  pos: PointOfSale;
  isNew: boolean;
  /** What came of the last test call. */
  tried: TriedPos | null;
  onTried: (tried: TriedPos | null) => void;
};

export function PosHealth({ pos, isNew, tried, onTried }: Props) {
  const { pos: slug, name, host, pace, stock, waiting, connected_at: connectedAt, notifications_path: path } = pos;
  const state = usePosState(pos);
  return (
    <Panel title="How it is" aside={<PosState {...pos} />}>
      <p>{sentenceOn(pos, state)}</p>
      <PaceNote name={name} pace={pace} />
      {host?.last_trouble && (
        <p className="quiet">
          Its last trouble: {host.last_trouble.what}, <Time at={host.last_trouble.at} />.
        </p>
      )}
      <dl className={short.facts}>
        <Fact called="Waiting for it">{waiting === 0 ? 'nothing' : countOf(waiting, 'order')}</Fact>
        {pace && <PaceFacts pace={pace} />}
        {stock && (
          <Fact called="Stock last read">
            <StockRead stock={stock} />
          </Fact>
        )}
        {stock?.is_read_anew && <Fact called="Reading now">{progressOf(stock)}</Fact>}
        {connectedAt && (
          <Fact called="Connected">
            <Time at={connectedAt} />
          </Fact>
        )}
      </dl>
      {pace && <PaceLines name={name} pace={pace} />}
      {path && (
        <CopyLine label="Address for its webhooks" text={`${window.location.origin}${path}`}>
          They are hints: what they name is read again at once.
        </CopyLine>
      )}
      <PosTest pos={slug} name={name} startsAtOnce={isNew} tried={tried} onTried={onTried} />
    </Panel>
  );
}

function StockRead({
  stock: { last_read_at: at, is_followed: isFollowed },
}: {
  stock: NonNullable<PointOfSale['stock']>;
}) {
  if (!isFollowed) return <span className="quiet">not followed</span>;
  return at ? <Time at={at} /> : <span className="quiet">never</span>;
}

function Fact({ called, children }: { called: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{called}</dt>
      <dd className="figures">{children}</dd>
    </div>
  );
}

function progressOf({ groups_read: read, groups_total: total }: NonNullable<PointOfSale['stock']>): string {
  const count = read.toLocaleString('en');
  return total === null ? `${count} listings` : `${count} of ${total.toLocaleString('en')} listings`;
}

function sentenceOn(
  { name, host, stock, when_away: whenAway }: PointOfSale,
  state: ReturnType<typeof usePosState>,
): string {
  const meanwhile =
    whenAway === 'pledge' ? 'holds are pledged by the ledger alone' : 'holds of its tickets are refused';
  switch (state) {
    case 'away':
    case 'being tried':
      return `${hostWords(name, host)}; meanwhile ${meanwhile}.`;
    case 'asked for a pause':
      return `${name} answers, and wants fewer calls. Where a hold would come too late for its marketplace, ${meanwhile}.`;
    case 'troubled':
      return stockSentence(name, stock?.trouble ?? '');
    case 'works':
      return `${name} works, as far as this hub sees.`;
  }
}
