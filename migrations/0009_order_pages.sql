-- What people look for among millions of orders: the newest, those in some state at some marketplace, those of a listing,
-- of an event, of a buyer. Code that knows nothing of this may run beside it. Building the indexes stops trade for about
-- a second per million orders.
--
-- Every change of an order's state changes `due_at` as well, so it was no HOT update before, and an index that has the
-- state in it takes nothing away. No index has a column that changes while the state stays.

-- The words of a text, lower case, however they are separated. Not by the parser's own idea of an address or a file: a
-- broker who looks for DC finds AC/DC.
create function words_of(phrase text) returns tsvector language sql immutable parallel safe
  return to_tsvector('pg_catalog.simple', translate(phrase, '/\.,:;-–—_+&@#''’"()[]|', '                       '));

create index orders_newest on orders (account_id, created_at, order_id);
create index orders_by_state on orders (account_id, marketplace, state, created_at, order_id);
create index orders_by_listing on orders (account_id, remote_id, created_at, order_id) where remote_id is not null;
create index orders_by_buyer on orders
  using gin (jsonb_to_tsvector('pg_catalog.simple', buyer, '["string"]')) where buyer is not null;
create index listings_by_words on listings using gin (words_of(event || ' ' || venue));
-- What could fill a sale in place of its own tickets.
create index listings_of_event on listings (account_id, event_at, event);

-- A list's search and order under a name: everything that the console keeps in an address.
create table views (
  account_id uuid not null references accounts,
  view_id    uuid not null,
  -- Whose it is. Null: made by a script.
  person_id  uuid,
  page       text not null check (page in ('orders', 'holds')),
  name       text not null check (length(name) between 1 and 80),
  query      text not null check (length(query) <= 2000),
  -- Whether everybody in the account has it too.
  shared     boolean not null,
  created_at timestamptz not null,
  primary key (account_id, view_id)
);
