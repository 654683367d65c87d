// Saved views: the list's address under a name, one's own or for everybody in the account.
import { ActionIcon, Button, Checkbox, Popover, TextInput } from '@mantine/core';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { View } from '../../../src/http/broker/schemas/views.ts';
import { listViews, removeView, saveView } from '../api/routes/orders.ts';
import { useMay, useSession } from '../app/session.ts';
import { useChange } from '../app/use-change.ts';
import { useReading } from '../app/use-reading.ts';
import { Trouble } from './trouble.tsx';
import styles from './views-menu.module.css';

const key = ['views'];

/** `query`: the address as it is now, behind its question mark. */
export function ViewsMenu({ page, query }: { page: View['page']; query: string }) {
  const [isOpen, setOpen] = useState(false);
  const [removed, setRemoved] = useState<View | null>(null);
  const { data } = useReading({ queryKey: key, queryFn: ({ signal }) => listViews({ signal }), enabled: isOpen });
  const views = (data?.items ?? []).filter((view) => view.page === page);
  const show = (next: boolean): void => {
    setOpen(next);
    setRemoved(null);
  };
  return (
    <Popover opened={isOpen} onChange={show} position="bottom-end" shadow="md" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconBookmark size={15} aria-hidden="true" />}
          aria-expanded={isOpen}
          onClick={() => show(!isOpen)}
        >
          Views
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Saved views">
        <div className={styles.menu}>
          {views.length === 0 && removed === null && (
            <p className="quiet">No view is saved yet. Narrow the list, then save it here.</p>
          )}
          <ul className={styles.views}>
            {views.map((view) => (
              <Saved key={view.view_id} view={view} onOpen={() => show(false)} onRemoved={() => setRemoved(view)} />
            ))}
          </ul>
          {removed && <Removed key={removed.view_id} view={removed} onBack={() => setRemoved(null)} />}
          <Save page={page} query={query} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function Saved({ view, onOpen, onRemoved }: { view: View; onOpen: () => void; onRemoved: () => void }) {
  const mayManage = useMay('manage');
  const { make, isBusy, trouble } = useChange(removeView, [key]);
  const remove = async (): Promise<void> => {
    if ((await make({ params: { view_id: view.view_id } })) !== null) onRemoved();
  };
  return (
    <li className={styles.view}>
      <Link
        to={`/${view.page}`}
        search={Object.fromEntries(new URLSearchParams(view.query)) as never}
        className="one-line"
        onClick={onOpen}
      >
        {view.name}
      </Link>
      {view.shared && <span className="quiet">shared</span>}
      {(view.is_mine || mayManage) && (
        <ActionIcon
          size="sm"
          aria-label={`Remove the view ${view.name}`}
          loading={isBusy}
          onClick={() => void remove()}
        >
          <IconTrash size={14} />
        </ActionIcon>
      )}
      <Trouble>{trouble}</Trouble>
    </li>
  );
}

/** A view is soon removed by mistake, and one that is shared is gone for everybody: it can be brought back at once. */
function Removed({ view: { page, name, query, shared }, onBack }: { view: View; onBack: () => void }) {
  const { make, isBusy, trouble } = useChange(saveView, [key]);
  const bringBack = async (): Promise<void> => {
    if ((await make({ body: { page, name, query, shared } })) !== null) onBack();
  };
  return (
    <div className={styles.removed}>
      <p role="status">
        <bdi>{name}</bdi> is removed{shared && ' for everybody'}.
      </p>
      <Button variant="default" loading={isBusy} autoFocus onClick={() => void bringBack()}>
        Bring it back
      </Button>
      <Trouble>{trouble}</Trouble>
    </div>
  );
}

function Save({ page, query }: { page: View['page']; query: string }) {
  const mayShare = useMay('trade');
  const isPerson = useSession().kind === 'person';
  const { make, isBusy, errorOf, trouble } = useChange(saveView, [key]);
  const save = async (form: HTMLFormElement): Promise<void> => {
    const given = new FormData(form);
    const name = String(given.get('name') ?? '').trim();
    const shared = !isPerson || given.get('shared') === 'on';
    if ((await make({ body: { page, query, name, shared } })) !== null) form.reset();
  };
  return (
    <form
      className={styles.save}
      onSubmit={(event) => {
        event.preventDefault();
        void save(event.currentTarget);
      }}
    >
      <TextInput
        size="xs"
        name="name"
        label="Save this view as"
        required
        maxLength={80}
        error={errorOf('name') ?? trouble}
      />
      {mayShare && isPerson && <Checkbox size="xs" name="shared" label="For everybody in the account" />}
      <Button type="submit" variant="light" loading={isBusy}>
        Save
      </Button>
    </form>
  );
}
