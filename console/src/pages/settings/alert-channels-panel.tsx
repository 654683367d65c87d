// Where alerts are told: webhooks and e-mail addresses, each with a test button that says what came back.
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Channel } from '../../../../src/http/broker/schemas/alerts.ts';
import { addChannel, changeChannel, listChannels, removeChannel, testChannel } from '../../api/routes/alerts.ts';
import { useMay } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { useReading } from '../../app/use-reading.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { Badge } from '../../parts/status-badge.tsx';
import styles from './settings-page.module.css';

const key = ['alert-channels'];

export function AlertChannelsPanel() {
  const mayManage = useMay('manage');
  const { data, error, refetch } = useReading({ queryKey: key, queryFn: ({ signal }) => listChannels({ signal }) });
  return (
    <div id="alerts">
      <Panel
        title="Alerts"
        about="Every channel is told of whatever needs a person: with the money, the time left and a link."
      >
        {error && data === undefined ? (
          <ErrorState error={error} retry={refetch} />
        ) : data === undefined ? (
          <RowsSkeleton rows={2} height={40} />
        ) : (
          <>
            {data.items.length === 0 ? (
              <p>
                <strong>Nobody is told of alerts yet.</strong>{' '}
                {mayManage
                  ? 'Add an address, so that a sale without tickets finds you at night.'
                  : 'An owner can add an address.'}
              </p>
            ) : (
              <ul className={styles.rows}>
                {data.items.map((channel) => (
                  <ChannelRow key={channel.channel_id} channel={channel} mayManage={mayManage} />
                ))}
              </ul>
            )}
            {mayManage && <AddChannel mailIsSet={data.mail_is_set} />}
          </>
        )}
      </Panel>
    </div>
  );
}

function ChannelRow({ channel, mayManage }: { channel: Channel; mayManage: boolean }) {
  const queries = useQueryClient();
  const [answer, setAnswer] = useState<{ delivered: boolean; answer: string } | null>(null);
  const params = { channel_id: channel.channel_id };
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: key });
  return (
    <li>
      <span className={styles.who}>
        <bdi>{channel.shown}</bdi> <span className="quiet">{channel.kind === 'email' ? 'by e-mail' : 'webhook'}</span>
        {answer && (
          <span role="status">
            {' '}
            · {answer.delivered ? 'delivered' : 'not delivered'}: {answer.answer}
          </span>
        )}
      </span>
      {channel.paused_at && (
        <Badge mood="calm" shape="ring">
          paused
        </Badge>
      )}
      {mayManage && (
        <span className={styles.rowActs}>
          <ConfirmButton
            label="Test"
            object={channel.shown}
            consequence="Sends one test alert now."
            variant="default"
            onConfirm={async () => setAnswer(await testChannel({ params }))}
          />
          <ConfirmButton
            label={channel.paused_at ? 'Resume' : 'Pause'}
            object={channel.shown}
            consequence={
              channel.paused_at ? 'What stands is told at once.' : 'Nothing is told there until you resume it.'
            }
            variant="subtle"
            onConfirm={() => changeChannel({ params, body: { paused: channel.paused_at === null } }).then(changed)}
          />
          <ConfirmButton
            label="Remove"
            object={channel.shown}
            consequence="It is told of nothing any more, and the record of what was said there goes. The alerts stay."
            variant="subtle"
            isDestructive
            asks
            onConfirm={() => removeChannel({ params }).then(changed)}
          />
        </span>
      )}
    </li>
  );
}

function AddChannel({ mailIsSet }: { mailIsSet: boolean }) {
  const [kind, setKind] = useState<'email' | 'webhook'>(mailIsSet ? 'email' : 'webhook');
  const [address, setAddress] = useState('');
  const [secret, setSecret] = useState<string | null>(null);
  const { make, isBusy, errorOf, trouble } = useChange(addChannel, [key]);
  const add = async (): Promise<void> => {
    const added = await make({ body: kind === 'email' ? { email: address } : { webhook: address } });
    if (added === null) return;
    setAddress('');
    setSecret(added.signing_secret);
  };
  return (
    <>
      {secret && (
        <ShownOnce what="signing secret" secret={secret} onDone={() => setSecret(null)}>
          Your receiver checks each message with it (Standard Webhooks).
        </ShownOnce>
      )}
      <form
        className={styles.add}
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <SegmentedControl
          size="xs"
          aria-label="Kind of channel"
          value={kind}
          onChange={(value) => setKind(value as typeof kind)}
          data={[
            { value: 'email', label: 'E-mail' },
            { value: 'webhook', label: 'Webhook' },
          ]}
        />
        <TextInput
          label={kind === 'email' ? 'E-mail address' : 'Address that is posted to'}
          placeholder={kind === 'email' ? 'desk@broker.example' : 'https://broker.example/holdfast'}
          description={
            kind === 'email' && !mailIsSet
              ? 'This hub has no mail server yet: whoever runs it sets SMTP_URL.'
              : undefined
          }
          value={address}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
          error={errorOf(kind) ?? trouble}
          inputMode={kind === 'email' ? 'email' : 'url'}
        />
        <Button type="submit" size="sm" loading={isBusy} disabled={address.trim() === ''}>
          Add
        </Button>
      </form>
    </>
  );
}
