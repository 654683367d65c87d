-- Alerts reach the broker: what one is about (an order or a connection), where an account wants to be told, what was said
-- there and what became of it. Code that knows only the old columns may run beside it.

alter table alerts drop constraint alerts_pkey;
alter table alerts
  alter column order_id drop not null,
  add column alert_id      uuid not null default gen_random_uuid(),
  add column connection_id uuid,
  -- What it is about, whichever it is.
  add column subject       uuid not null generated always as (coalesce(order_id, connection_id)) stored,
  -- Its cause is gone: the order has moved on, or the connection works again.
  add column over_at       timestamptz,
  -- A person has seen to it.
  add column done_at       timestamptz,
  add column done_by       text check (length(done_by) <= 200),
  add constraint alerts_have_one_subject check (num_nonnulls(order_id, connection_id) = 1),
  add primary key (account_id, alert_id);

-- A cause that stands is on record once, so that a repeated one does not flood anyone; when it is over it may come again.
create unique index alerts_standing on alerts (account_id, subject, kind) where over_at is null;

-- Where an account is told of its alerts.
create table alert_channels (
  account_id uuid not null references accounts,
  channel_id uuid not null,
  kind       text not null check (kind in ('webhook', 'email')),
  -- What people are shown of the address. That of a webhook may hold a secret itself, so only its beginning stands here.
  shown      text not null check (length(shown) between 1 and 300),
  -- Encrypted as a whole: the address, and what a webhook is signed with.
  sealed     bytea not null,
  created_at timestamptz not null,
  paused_at  timestamptz,
  primary key (account_id, channel_id)
);

-- What was said on a channel: alerts of one kind, grouped. Its id is the event's, the same at every try.
create table alert_messages (
  account_id   uuid not null,
  message_id   uuid not null,
  channel_id   uuid not null,
  kind         text not null,
  at           timestamptz not null,
  content      jsonb not null,
  -- When it is tried next. Null: never again, because of one of the three below.
  due_at       timestamptz,
  delivered_at timestamptz,
  failed_at    timestamptz,
  -- Nothing that it says is true any more, and nobody had it.
  withdrawn_at timestamptz,
  attempts     integer not null default 0,
  -- The last try: its own id, and what came back.
  delivery_id  uuid,
  answer       text check (length(answer) <= 500),
  primary key (account_id, message_id),
  foreign key (account_id, channel_id) references alert_channels on delete cascade,
  constraint alert_messages_end_in_one_way
    check (num_nonnulls(due_at, delivered_at, failed_at, withdrawn_at) = 1)
);

-- While one is under way, whatever else comes of its kind is collected: a channel that was away is not flooded afterwards.
create unique index alert_messages_under_way on alert_messages (account_id, channel_id, kind) where due_at is not null;
create index alert_messages_due on alert_messages (due_at) where due_at is not null;
create index alert_messages_latest on alert_messages (account_id, channel_id, at);

-- When a channel was last told of a cause, and in which message.
create table alert_tellings (
  account_id uuid not null,
  channel_id uuid not null,
  subject    uuid not null,
  kind       text not null,
  message_id uuid not null,
  told_at    timestamptz not null,
  primary key (account_id, subject, kind, channel_id),
  foreign key (account_id, channel_id) references alert_channels on delete cascade
);
create index alert_tellings_by_message on alert_tellings (account_id, message_id);
