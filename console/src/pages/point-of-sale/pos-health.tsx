// How a POS is: whether its host answers this hub, how its stock is being read, and what waits for it.
import type { PointOfSale } from '../../../../src/http/broker/schemas/points-of-sale.ts';
import { CopyLine } from '../../parts/copy-line.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PosState, posState } from '../../parts/pos-state.tsx';
import short from '../../parts/short-facts.module.css';
import { Time } from '../../parts/time.tsx';
import { PosTest } from './pos-test.tsx';

export function PosHealth({ pos, isNew }: { pos: PointOfSale; isNew: boolean }) {
  const { pos: slug, name, host, stock, waiting, connected_at: connectedAt, notifications_path: path } = pos;
  return (
    <Panel title="How it is" aside={<PosState {...pos} />}>
      <p>{sentenceOn(pos)}</p>
      {host?.last_trouble && (
        <p className="quiet">
          Its last trouble: {host.last_trouble.what}, <Time at={host.last_trouble.at} />.
        </p>
      )}
      <dl className={short.facts}>
        <Fact called="Waiting for it">{waiting === 0 ? 'nothing' : `${waiting.toLocaleString('en')} orders`}</Fact>
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
      {path && (
        <CopyLine label="Address for its webhooks" text={`${window.location.origin}${path}`}>
          They are hints: what they name is read again at once.
        </CopyLine>
      )}
      <PosTest pos={slug} name={name} startsAtOnce={isNew} />
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

function sentenceOn(pos: PointOfSale): string {
  const { name, host, stock, when_away: whenAway } = pos;
  const meanwhile =
    whenAway === 'pledge' ? 'holds are pledged by the ledger alone' : 'holds of its tickets are refused';
  switch (posState(pos)) {
    case 'away':
      return `${name} did not answer lately (${host?.host}), and is left alone for a moment; meanwhile ${meanwhile}.`;
    case 'being tried':
      return `One call shows whether ${name} is back; meanwhile ${meanwhile}.`;
    case 'troubled':
      return `${name}’s stock cannot be read: ${stock?.trouble}. It is tried again by itself.`;
    case 'works':
      return `${name} works, as far as this hub sees.`;
  }
}
