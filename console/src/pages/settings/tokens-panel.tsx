// Tokens for scripts: as few scopes as each needs, shown once, revoked for good.
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { listTokens, makeToken, revokeToken, type Token } from '../../api/routes/people.ts';
import { useMay, useSession } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { useReading } from '../../app/use-reading.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import styles from './settings-page.module.css';

const scopes = [
  { value: 'read', label: 'Read' },
  { value: 'trade', label: 'Trade' },
  { value: 'manage', label: 'Manage' },
] as const;
type Scope = Token['scopes'][number];

const key = ['tokens'];

export function TokensPanel() {
  const { kind } = useSession();
  const mayManage = useMay('manage') && kind === 'person';
  const { data, error, refetch } = useReading({
    queryKey: key,
    queryFn: ({ signal }) => listTokens({ signal }),
    enabled: mayManage,
  });
  const standing = data?.items.filter(({ revoked_at }) => revoked_at === null) ?? [];
  return (
    <Panel title="Tokens for scripts" about="Whatever this console does, a script can do with a token.">
      {!mayManage ? (
        <p className="quiet">An owner who is signed in makes and revokes tokens.</p>
      ) : error && data === undefined ? (
        <ErrorState error={error} retry={refetch} />
      ) : data === undefined ? (
        <RowsSkeleton rows={2} height={40} />
      ) : (
        <>
          {standing.length === 0 ? (
            <p className="quiet">No token stands.</p>
          ) : (
            <ul className={styles.rows}>
              {standing.map((token) => (
                <TokenRow key={token.token_id} token={token} />
              ))}
            </ul>
          )}
          <MakeToken />
        </>
      )}
    </Panel>
  );
}

function TokenRow({ token }: { token: Token }) {
  const queries = useQueryClient();
  return (
    <li>
      <span className={styles.who}>
        <bdi>{token.name}</bdi> <span className="quiet">may {token.scopes.join(', ')}</span>
        <br />
        <span className="quiet">
          {token.last_used_at ? (
            <>
              last used <Time at={token.last_used_at} />
            </>
          ) : (
            'never used'
          )}
          {token.expires_at && (
            <>
              , ends <Time at={token.expires_at} />
            </>
          )}
        </span>
      </span>
      <ConfirmButton
        label="Revoke"
        object={`the token ${token.name}`}
        consequence="Whatever uses it is refused from now on. This cannot be undone."
        variant="subtle"
        isDestructive
        asks
        onConfirm={async () => {
          await revokeToken({ params: { token_id: token.token_id } });
          await queries.invalidateQueries({ queryKey: key });
        }}
      />
    </li>
  );
}

function MakeToken() {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<string[]>(['read']);
  const [secret, setSecret] = useState<string | null>(null);
  const { make, isBusy, errorOf, trouble } = useChange(makeToken, [key]);
  return (
    <>
      {secret && (
        <ShownOnce what="token" secret={secret} onDone={() => setSecret(null)}>
          It is sent as “Authorization: Bearer …”.
        </ShownOnce>
      )}
      <form
        className={styles.add}
        onSubmit={async (event) => {
          event.preventDefault();
          const made = await make({ body: { name: name.trim(), scopes: chosen as Scope[], expires_in_days: 365 } });
          if (made) {
            setSecret(made.token);
            setName('');
          }
        }}
      >
        <TextInput
          label="New token"
          description="What it is for. It ends by itself after a year."
          placeholder="nightly report"
          value={name}
          maxLength={100}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={errorOf('name') ?? trouble}
        />
        <Checkbox.Group label="It may" value={chosen} onChange={setChosen}>
          <div className={styles.scopes}>
            {scopes.map(({ value, label }) => (
              <Checkbox key={value} value={value} label={label} size="xs" />
            ))}
          </div>
        </Checkbox.Group>
        <Button type="submit" size="sm" loading={isBusy} disabled={name.trim() === '' || chosen.length === 0}>
          Make token
        </Button>
      </form>
    </>
  );
}
