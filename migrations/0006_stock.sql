-- Listings that follow the POS: how far its stock has been read, which of its groups is which listing, its hints, and what
-- the sweep over ledger, POS and marketplaces has found. An owner that is all ones stands for "elsewhere": the POS has sold or
-- holds that ticket for somebody else (docs/decisions/0014). A hub that knows nothing of this may run beside it, and takes
-- such a ticket for one that is owned; its `holdfast verify` would complain.

-- The id in the address to which a POS sends its hints.
alter table points_of_sale add column pos_id uuid not null default gen_random_uuid();
create unique index points_of_sale_by_id on points_of_sale (pos_id);

-- Tickets as rows. `elsewhere`: neither free nor an order's.
create or replace view tickets as
  select l.account_id, l.remote_id, t.slot, t.seat,
    nullif(t.owner, 'ffffffff-ffff-ffff-ffff-ffffffffffff') as order_id,
    t.owner is not distinct from 'ffffffff-ffff-ffff-ffff-ffffffffffff' as elsewhere
  from listings l, unnest(l.seats, l.owners) with ordinality as t(seat, owner, slot);

-- One row for each POS of an account. `cursor` is the adapter's own.
create table stock_polls (
  account_id    uuid not null,
  pos           text not null,
  -- Null: it shows no stock, or the broker does not want it followed.
  due_at        timestamptz,
  -- Whoever reads it has it alone until then.
  lease_ends    timestamptz,
  cursor        jsonb,
  -- A pass over everything is under way: since when, and how far it has come.
  pass_began_at timestamptz,
  groups_read   integer not null default 0,
  groups_total  integer,
  -- When a pass over everything was last ended, and when the stock was last read up to the end of what there was.
  passed_at     timestamptz,
  read_at       timestamptz,
  -- Why it could not be read the last time, and since when it cannot.
  trouble       text,
  failing_since timestamptz,
  primary key (account_id, pos),
  foreign key (account_id, pos) references points_of_sale on delete cascade
);
create index stock_polls_due on stock_polls (due_at) where due_at is not null;
insert into stock_polls (account_id, pos, due_at) select account_id, pos, now() from points_of_sale;

-- Which group of the POS is which listing. A listing keeps the remote id by which it was first known.
create table stock_groups (
  account_id uuid not null,
  pos        text not null,
  group_id   text not null check (length(group_id) between 1 and 128),
  remote_id  text not null,
  seen_at    timestamptz not null,
  gone_at    timestamptz,
  primary key (account_id, pos, group_id),
  unique (account_id, remote_id)
);

-- Other ids by which a marketplace may name a listing, because the POS gave its group another.
create table listing_ids (
  account_id uuid not null,
  remote_id  text not null check (length(remote_id) between 1 and 128),
  listing    text not null,
  primary key (account_id, remote_id)
);

-- Groups that are to be read again, because the POS has hinted at them or because what was seen of them may have been
-- overtaken. One row however often they are hinted at; a hint that comes while a group is being read stays.
create table stock_hints (
  account_id uuid not null,
  pos        text not null,
  remote_id  text not null check (length(remote_id) between 1 and 128),
  hinted_at  timestamptz not null,
  due_at     timestamptz not null,
  primary key (account_id, pos, remote_id)
);
create index stock_hints_due on stock_hints (due_at);

-- One row for each account that is swept: the sweep under way, and the last that was ended.
create table reconciliations (
  account_id uuid not null references accounts,
  due_at     timestamptz not null,
  lease_ends timestamptz,
  -- Where the sweep under way goes on, and since when it is under way.
  cursor     jsonb,
  began_at   timestamptz,
  checked    integer not null default 0,
  -- The last sweep that came to its end.
  ended_at   timestamptz,
  ended_with jsonb,
  primary key (account_id)
);
create index reconciliations_due on reconciliations (due_at);

-- Where ledger, POS and marketplaces do not say the same: found, seen again, and healed by us or ended by somebody else.
create table findings (
  account_id    uuid not null,
  finding_id    uuid not null default gen_random_uuid(),
  kind          text not null check (length(kind) between 1 and 64),
  -- What it is about, so that one cause that stands is one row: an order's id, or a name of the POS's own.
  subject       text not null check (length(subject) between 1 and 200),
  order_id      uuid,
  connection_id uuid,
  pos           text,
  remote_id     text,
  sentence      text not null,
  found_at      timestamptz not null,
  seen_at       timestamptz not null,
  -- What we did about it, if anything.
  healing       text,
  healed_at     timestamptz,
  ended_at      timestamptz,
  primary key (account_id, finding_id),
  constraint findings_end_in_one_way check (num_nonnulls(healed_at, ended_at) <= 1)
);
create unique index findings_standing on findings (account_id, kind, subject) where healed_at is null and ended_at is null;
create index findings_newest on findings (account_id, found_at);
