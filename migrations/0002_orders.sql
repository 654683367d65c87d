-- Orders and their journal. Nothing here is ever deleted.

-- An order's id is derived from its connection and the marketplace's global id, so one deal cannot have two rows.
-- There are no foreign keys to the hot tables: each would cost a look-up and a lock per hold, and `holdfast verify`
-- checks what they would say.
create table orders (
  account_id           uuid not null,
  order_id             uuid not null,
  connection_id        uuid not null,
  marketplace          text not null,
  flow                 text not null,
  global_id            text not null check (length(global_id) between 1 and 128),
  state                text not null,
  binding              boolean not null,
  remote_id            text,
  quantity             integer check (quantity > 0),
  unit_price           bigint,
  unit_currency        text,
  section              text,
  "row"                text,
  seats                text[],
  refusal              text,
  held_at              timestamptz,
  expires_at           timestamptz,
  marketplace_order_id text check (length(marketplace_order_id) between 1 and 128),
  total                bigint,
  total_currency       text,
  buyer                jsonb,
  pos_hold_id          text,
  invoice_id           text,
  confirmed_at         timestamptz,
  answer_by            timestamptz,
  sent_at              timestamptz,
  due_at               timestamptz,
  attempts             integer not null,
  entries              integer not null,
  created_at           timestamptz not null,
  primary key (account_id, order_id)
) with (fillfactor = 80);

-- A marketplace's order number belongs to one order of its connection.
create unique index orders_by_marketplace_order_id
  on orders (account_id, connection_id, marketplace_order_id)
  where marketplace_order_id is not null;

-- What the worker looks for. Not led by the account: one worker serves them all, off the hot path.
create index orders_due on orders (due_at) where due_at is not null;

-- The journal: every transition and every wire exchange of an order, secrets removed, in the order in which it happened.
-- One entry is one commit. `steps`: [event, state] pairs; `exchanges`: conversations, kept as the text they came in.
create table journal (
  account_id uuid not null,
  order_id   uuid not null,
  entry      integer not null check (entry > 0),
  at         timestamptz not null,
  steps      jsonb not null,
  exchanges  json not null,
  primary key (account_id, order_id, entry)
);

-- Conversations with a known caller that belong to no order: malformed calls, and questions about holds never seen.
create table stray_exchanges (
  account_id    uuid not null,
  exchange_id   uuid not null,
  connection_id uuid not null,
  at            timestamptz not null,
  exchange      jsonb not null,
  primary key (account_id, exchange_id)
);

-- What a person should know of. One per order and kind, so that a repeated cause does not flood anyone.
create table alerts (
  account_id uuid not null,
  order_id   uuid not null,
  kind       text not null,
  sentence   text not null,
  at         timestamptz not null,
  primary key (account_id, order_id, kind)
);

-- The database itself refuses to forget.
create function refuse_to_forget() returns trigger language plpgsql as $$
begin
  raise exception '% on % is refused: it is kept for ever', tg_op, tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger journal_is_append_only before update or delete or truncate on journal
  for each statement execute function refuse_to_forget();
create trigger stray_exchanges_are_append_only before update or delete or truncate on stray_exchanges
  for each statement execute function refuse_to_forget();
create trigger orders_are_kept before delete or truncate on orders
  for each statement execute function refuse_to_forget();
