-- The yardstick: what the database alone does with the same guarantees, one transaction per hold.
-- Idempotency by the order's key, one owner per ticket row, the order and its journal, all written by one function.

create table listings (
  account_id uuid not null,
  remote_id  text not null,
  section    text,
  "row"      text,
  split      text not null,
  primary key (account_id, remote_id)
);

create table tickets (
  account_id uuid not null,
  remote_id  text not null,
  slot       integer not null,
  seat       text,
  owner      uuid,
  primary key (account_id, remote_id, slot)
) with (fillfactor = 70);

create table orders (
  account_id    uuid not null,
  order_id      uuid not null,
  connection_id uuid not null,
  marketplace   text not null,
  global_id     text not null,
  state         text not null,
  remote_id     text not null,
  quantity      integer not null,
  section       text,
  "row"         text,
  seats         text[],
  held_at       timestamptz,
  expires_at    timestamptz,
  due_at        timestamptz,
  created_at    timestamptz not null,
  primary key (account_id, order_id)
) with (fillfactor = 80);

create index orders_due on orders (due_at) where due_at is not null;

create table journal (
  account_id uuid not null,
  order_id   uuid not null,
  entry      integer not null,
  at         timestamptz not null,
  steps      jsonb not null,
  exchanges  jsonb not null,
  primary key (account_id, order_id, entry)
);

-- Holds tickets, or says what an earlier call with the same global id got. Null: there are not enough.
create function hold(
  the_account uuid, the_connection uuid, the_global_id text, the_remote_id text, the_quantity integer
) returns jsonb language plpgsql as $$
declare
  -- The same deal always becomes the same order.
  the_order constant uuid := md5(the_connection::text || the_global_id)::uuid;
  now_is constant timestamptz := clock_timestamp();
  ends_at constant timestamptz := now_is + interval '15 minutes';
  listing listings;
  free integer[];
  labels text[];
  answer jsonb;
begin
  -- The locks on the listing's free tickets keep everybody else from them until this transaction ends.
  select array_agg(slot), array_agg(seat) into free, labels
  from (
    select slot, seat from tickets
    where account_id = the_account and remote_id = the_remote_id and owner is null
    order by slot
    for update
  ) as locked;
  if coalesce(cardinality(free), 0) < the_quantity then
    return null;
  end if;
  select * into listing from listings where account_id = the_account and remote_id = the_remote_id;
  free := free[1:the_quantity];
  labels := labels[1:the_quantity];

  insert into orders (account_id, order_id, connection_id, marketplace, global_id, state, remote_id, quantity,
    section, "row", seats, held_at, expires_at, due_at, created_at)
  values (the_account, the_order, the_connection, 'ticket-evolution', the_global_id, 'held', the_remote_id, the_quantity,
    listing.section, listing."row", labels, now_is, ends_at, ends_at, now_is)
  on conflict do nothing;
  if not found then
    return (select exchanges -> 0 -> 'response' -> 'body' from journal
      where account_id = the_account and order_id = the_order and entry = 1);
  end if;

  update tickets set owner = the_order
  where account_id = the_account and remote_id = the_remote_id and slot = any(free);

  answer := jsonb_build_object(
    'global_id', the_global_id, 'remote_id', the_remote_id, 'quantity', the_quantity, 'status', 'held', 'binding', true,
    'seats', (select jsonb_agg(jsonb_build_object('section', listing.section, 'row', listing."row", 'seat', seat))
              from unnest(labels) as seat),
    'held_at', now_is, 'expires_at', ends_at, 'order_id', null, 'invoice_id', null, 'confirmed_at', null);
  insert into journal (account_id, order_id, entry, at, steps, exchanges)
  values (the_account, the_order, 1, now_is, '[["hold_claimed", "holding"], ["pos_held", "held"]]',
    jsonb_build_array(jsonb_build_object(
      'direction', 'in',
      'request', jsonb_build_object('line', 'POST /oi/v1/holds', 'body', jsonb_build_object(
        'global_id', the_global_id, 'remote_id', the_remote_id, 'quantity', the_quantity)),
      'requestId', the_order,
      'response', jsonb_build_object('status', 201, 'body', answer))));
  return answer;
end $$;
