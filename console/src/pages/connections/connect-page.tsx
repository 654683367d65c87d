// A marketplace is connected, step by step: chosen, given its key, what is not public entered, proved to it who you are,
// and tried. From the first step on it stands, so whoever leaves half-way goes on at its own page.
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { IssuedKey, MarketplaceBody } from '../../../../src/http/broker/schemas/connections.ts';
import { addConnection, listConnections, listMarketplaces, readConnection } from '../../api/routes/connections.ts';
import { useMay } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { useReading } from '../../app/use-reading.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { BlockSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { EmptyState, ErrorState } from '../../parts/states.tsx';
import { WayBack } from '../../parts/way-back.tsx';
import { AddressesAndKey } from '../connection/addresses-and-key.tsx';
import { ConnectionSettings } from '../connection/connection-settings.tsx';
import { CredentialsForm } from '../connection/credentials-form.tsx';
import { TestButton } from '../connection/test-button.tsx';
import styles from './connections-page.module.css';
import { Step } from './step.tsx';

export function ConnectPage() {
  const mayManage = useMay('manage');
  const marketplaces = useReading({
    queryKey: ['marketplaces'],
    queryFn: ({ signal }) => listMarketplaces({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const connected = useReading({ queryKey: ['connections'], queryFn: ({ signal }) => listConnections({ signal }) });
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const [chosen, setChosen] = useState<MarketplaceBody | null>(null);
  const isRead = marketplaces.data !== undefined && connected.data !== undefined;
  const error = isRead ? null : (marketplaces.error ?? connected.error);
  return (
    <div className={styles.page}>
      <WayBack to="/connections">Connections</WayBack>
      <PageHead
        title="Connect a marketplace"
        about="Nothing is sold there before you have given the marketplace its key."
      />
      {isRead && connected.error && <StaleNote readAt={connected.dataUpdatedAt} />}
      {!mayManage ? (
        <EmptyState title="An owner can connect a marketplace">
          Ask an owner of this account; you see the connection as soon as it is made.
        </EmptyState>
      ) : error ? (
        <ErrorState error={error} retry={() => Promise.all([marketplaces.refetch(), connected.refetch()])} />
      ) : marketplaces.data === undefined || connected.data === undefined ? (
        <BlockSkeleton height={320} />
      ) : chosen && issued ? (
        <SetUp marketplace={chosen} issued={issued} />
      ) : (
        <ol className={styles.steps}>
          <Step number={1} title="Choose the marketplace" is="now">
            <Choice
              marketplaces={marketplaces.data.items}
              connected={connected.data.items.map(({ marketplace }) => marketplace)}
              onConnected={(marketplace, key) => {
                setChosen(marketplace);
                setIssued(key);
              }}
            />
          </Step>
          <Step number={2} title="Give it the key and the addresses" is="later" />
          <Step number={3} title="Enter what is not public" is="later" />
          <Step number={4} title="Enter your credentials there" is="later" />
          <Step number={5} title="Try it" is="later" />
        </ol>
      )}
    </div>
  );
}

type ChoiceProps = {
  marketplaces: readonly MarketplaceBody[];
  connected: readonly string[];
  onConnected: (marketplace: MarketplaceBody, key: IssuedKey) => void;
};

function Choice({ marketplaces, connected, onConnected }: ChoiceProps) {
  const { make, isBusy, errorOf, trouble } = useChange(addConnection, [['connections'], ['health']]);
  const choose = async (marketplace: MarketplaceBody): Promise<void> => {
    const key = await make({ body: { marketplace: marketplace.slug } });
    if (key !== null) onConnected(marketplace, key);
  };
  const wrong = trouble ?? errorOf('marketplace');
  return (
    <>
      {wrong && <p role="alert">{wrong}</p>}
      <ul className={styles.choices}>
        {marketplaces.map((marketplace) => {
          const isConnected = connected.includes(marketplace.slug);
          return (
            <li key={marketplace.slug}>
              <button type="button" disabled={isConnected || isBusy} onClick={() => void choose(marketplace)}>
                <strong>{marketplace.name}</strong>
                <span className="quiet">{isConnected ? 'connected already' : howItDeals(marketplace)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function howItDeals({ asks_first: asks, tells_of_sales: tells }: MarketplaceBody): string {
  if (asks && tells) return 'asks before it sells, and tells of other sales';
  return asks ? 'asks before it sells' : 'sells, and tells of it afterwards';
}

function SetUp({ marketplace, issued }: { marketplace: MarketplaceBody; issued: IssuedKey }) {
  const [step, setStep] = useState(2);
  const key = ['connections', issued.connection_id];
  const { data, error, refetch } = useReading({
    queryKey: key,
    queryFn: ({ signal }) => readConnection({ params: { connection_id: issued.connection_id }, signal }),
  });
  if (data === undefined) {
    return error ? <ErrorState error={error} retry={refetch} /> : <BlockSkeleton height={320} />;
  }
  const is = (number: number): 'done' | 'now' | 'later' => (number < step ? 'done' : number === step ? 'now' : 'later');
  const next = (from: number) => () => setStep(Math.max(step, from + 1));
  const hasCredentials = marketplace.credentials.length > 0;
  return (
    <ol className={styles.steps}>
      <Step number={1} title={`${marketplace.name} is connected`} is="done" />
      <Step number={2} title={`Give ${marketplace.name} the key and the addresses`} is={is(2)}>
        {step === 2 && (
          <>
            <AddressesAndKey connection={data} apiKey={issued.api_key} />
            <div className={styles.acts}>
              <Button onClick={next(2)}>I have copied the key</Button>
            </div>
          </>
        )}
      </Step>
      <Step number={3} title="Enter what is not public" is={is(3)}>
        {step === 3 && (
          <>
            <p>
              {data.assumed.length === 0
                ? `Everything that must be known of ${marketplace.name} is published. Look at its settings, or go on.`
                : `Of these nothing public says how ${marketplace.name} has them. Each is at a cautious default until you enter what your contract or its support says; it works meanwhile.`}
            </p>
            <ConnectionSettings connection={data} marketplace={marketplace} />
            <div className={styles.acts}>
              <Button variant="default" onClick={next(3)}>
                Go on
              </Button>
            </div>
          </>
        )}
      </Step>
      <Step number={4} title={`Enter your credentials at ${marketplace.name}`} is={is(4)}>
        {step === 4 &&
          (hasCredentials ? (
            <CredentialsForm connection={data} fields={marketplace.credentials} onEntered={next(4)} onLater={next(4)} />
          ) : (
            <>
              <p>Nothing is ever sent to {marketplace.name}: it needs none.</p>
              <div className={styles.acts}>
                <Button onClick={next(4)}>Go on</Button>
              </div>
            </>
          ))}
      </Step>
      <Step number={5} title="Try it" is={is(5)}>
        {step === 5 && (
          <>
            <TestButton connection={data} />
            <div className={styles.acts}>
              <Button
                variant="default"
                renderRoot={(props) => <Link to={`/connections/${issued.connection_id}` as string} {...props} />}
              >
                Open the connection
              </Button>
            </div>
          </>
        )}
      </Step>
    </ol>
  );
}
