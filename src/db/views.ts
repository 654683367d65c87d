// SQL of saved views: a list's filters under a name, one's own or everybody's.
import type { AccountId, Instant } from '../core/order.ts';
import type { Database } from './pool.ts';

export type ViewRow = {
  viewId: string;
  /** Null: a script's. */
  personId: string | null;
  page: string;
  name: string;
  query: string;
  shared: boolean;
  createdAt: Instant;
};

const columns = `view_id as "viewId", person_id as "personId", page, name, query, shared, created_at as "createdAt"`;

/** Nobody needs more; and nobody's list grows without end. */
export const mostViews = 200;

/** One's own and those that are shared, by name. */
export async function listViews(db: Database, accountId: AccountId, personId: string | null): Promise<ViewRow[]> {
  const { rows } = await db.query<ViewRow>(
    `select ${columns} from views
     where account_id = $1 and (shared or person_id = $2)
     order by lower(name), view_id
     limit ${mostViews}`,
    [accountId, personId],
  );
  return rows;
}

export async function readView(db: Database, accountId: AccountId, viewId: string): Promise<ViewRow | null> {
  const { rows } = await db.query<ViewRow>(`select ${columns} from views where account_id = $1 and view_id = $2`, [
    accountId,
    viewId,
  ]);
  return rows[0] ?? null;
}

/** False when the account has as many as it may. */
export async function insertView(db: Database, accountId: AccountId, view: ViewRow): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into views (account_id, view_id, person_id, page, name, query, shared, created_at)
     select $1, $2, $3, $4, $5, $6, $7, $8
     where (select count(*) from views where account_id = $1 and (shared or person_id is not distinct from $3)) < ${mostViews}`,
    [accountId, view.viewId, view.personId, view.page, view.name, view.query, view.shared, new Date(view.createdAt)],
  );
  return rowCount === 1;
}

export async function deleteView(db: Database, accountId: AccountId, viewId: string): Promise<void> {
  await db.query('delete from views where account_id = $1 and view_id = $2', [accountId, viewId]);
}
