-- Waivers: sales that should not have happened, and what became of asking the marketplace to waive them. Support cases: what
-- a broker asks the operator to look at. The evidence of both is the journal, which cannot change. Code that does not know
-- these tables may run beside it.

create table waivers (
  account_id  uuid not null references accounts,
  waiver_id   uuid not null,
  order_id    uuid not null,
  -- Why the sale should not have happened.
  ground      text not null check (length(ground) <= 40),
  state       text not null check (state in ('opened', 'submitted', 'waived', 'refused')),
  -- What the marketplace would charge, in minor units, as the broker enters it; null: not known yet.
  at_stake    bigint check (at_stake >= 0),
  -- What was not charged in the end.
  saved       bigint check (saved >= 0),
  currency    text check (currency ~ '^[A-Z]{3}$'),
  note        text not null default '' check (length(note) <= 4000),
  opened_at   timestamptz not null,
  opened_by   text not null check (length(opened_by) <= 200),
  changed_at  timestamptz not null,
  submitted_at timestamptz,
  ended_at    timestamptz,
  primary key (account_id, waiver_id),
  -- One sale is waived, or not, once.
  unique (account_id, order_id),
  constraint money_has_a_currency check ((at_stake is null and saved is null) or currency is not null)
);
create index waivers_latest on waivers (account_id, opened_at, waiver_id);

-- For the operator, across accounts: who asks for help, and about what.
create table support_cases (
  account_id uuid not null references accounts,
  case_id    uuid not null,
  order_id   uuid not null,
  question   text not null check (length(question) between 1 and 4000),
  asked_at   timestamptz not null,
  asked_by   text not null check (length(asked_by) <= 200),
  -- The evidence as it stood when help was asked for.
  evidence   jsonb not null,
  answer     text check (length(answer) <= 4000),
  closed_at  timestamptz,
  primary key (account_id, case_id),
  constraint a_closed_case_has_an_answer check ((closed_at is null) = (answer is null))
);
create index support_cases_open on support_cases (asked_at) where closed_at is null;

-- What was told lately: candidates for a waiver, and sales by which a new rule is tried.
create index alerts_latest on alerts (account_id, at);

-- How an account's days, times and sums are shown.
alter table accounts
  add column time_zone text not null default 'UTC' check (length(time_zone) <= 64),
  add column currency  text check (currency ~ '^[A-Z]{3}$');
