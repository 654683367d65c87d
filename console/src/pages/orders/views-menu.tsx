// Saved views: the list's address under a name, one's own or for everybody in the account.
import { ActionIcon, Button, Checkbox, Popover, TextInput } from '@mantine/core';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { View } from '../../../../src/http/broker/schemas/views.ts';
import { ApiProblem } from '../../api/problem.ts';
import { listViews, removeView, saveView } from '../../api/routes/orders.ts';
import { useMay, useSession } from '../../app/session.ts';
import { useReading } from '../../app/use-reading.ts';
import styles from './views-menu.module.css';

const key = ['views'];

/** `query`: the address as it is now, behind its question mark. */
export function ViewsMenu({ page, query }: { page: View['page']; query: string }) {
  const [isOpen, setOpen] = useState(false);
  const queries = useQueryClient();
  const { data } = useReading({ queryKey: key, queryFn: ({ signal }) => listViews({ signal }), enabled: isOpen });
  const views = (data?.items ?? []).filter((view) => view.page === page);
  const reread = () => queries.invalidateQueries({ queryKey: key });
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="md" width={300}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconBookmark size={15} aria-hidden="true" />}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          Views
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Saved views">
        <div className={styles.menu}>
          {views.length === 0 && <p className="quiet">No view is saved yet. Narrow the list, then save it here.</p>}
          <ul className={styles.views}>
            {views.map((view) => (
              <Saved key={view.view_id} view={view} onOpen={() => setOpen(false)} onRemoved={reread} />
            ))}
          </ul>
          <Save page={page} query={query} onSaved={reread} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function Saved({ view, onOpen, onRemoved }: { view: View; onOpen: () => void; onRemoved: () => Promise<void> }) {
  const mayManage = useMay('manage');
  const remove = async (): Promise<void> => {
    await removeView({ params: { view_id: view.view_id } });
    await onRemoved();
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
        <ActionIcon size="sm" aria-label={`Remove the view ${view.name}`} onClick={() => void remove()}>
          <IconTrash size={14} />
        </ActionIcon>
      )}
    </li>
  );
}

function Save({ page, query, onSaved }: { page: View['page']; query: string; onSaved: () => Promise<void> }) {
  const mayShare = useMay('trade');
  const isPerson = useSession().kind === 'person';
  const [trouble, setTrouble] = useState<string | null>(null);
  const save = async (form: HTMLFormElement): Promise<void> => {
    const given = new FormData(form);
    const name = String(given.get('name') ?? '').trim();
    try {
      await saveView({ body: { page, query, name, shared: !isPerson || given.get('shared') === 'on' } });
      form.reset();
      setTrouble(null);
      await onSaved();
    } catch (error) {
      setTrouble(error instanceof ApiProblem ? (error.about('name') ?? error.message) : 'That did not work.');
    }
  };
  return (
    <form
      className={styles.save}
      onSubmit={(event) => {
        event.preventDefault();
        void save(event.currentTarget);
      }}
    >
      <TextInput size="xs" name="name" label="Save this view as" required maxLength={80} error={trouble} />
      {mayShare && isPerson && <Checkbox size="xs" name="shared" label="For everybody in the account" />}
      <Button type="submit" variant="light">
        Save
      </Button>
    </form>
  );
}
