-- What people look for among very many listings, by event and by words; and imports, each with what became of it. Code that knows
-- nothing of this may run beside it; its searches read more until it is renewed.

-- An account's listings as its list shows them: event by event. What could fill a sale is found by its beginning.
create index listings_by_event on listings (account_id, event_at, event, remote_id);
drop index listings_of_event;

-- The words of a listing. Those of event and venue weigh A, so that they can be looked for alone. The account is a word too, and
-- one that nobody can type, so that a search never walks through another account's listings.
create function listing_words(account_id uuid, event text, venue text, section text, remote_id text)
  returns tsvector language sql immutable parallel safe
  return array_to_tsvector(array['@' || account_id::text])
    || setweight(words_of(event || ' ' || venue), 'A')
    || words_of(coalesce(section, '') || ' ' || remote_id);

create index listings_by_all_words on listings using gin (listing_words(account_id, event, venue, section, remote_id));
drop index listings_by_words;

-- Files of listings, and what became of each. That one is done is written in the transaction that writes its listings: as long
-- as it says anything else, nothing of the file is there.
create table imports (
  account_id  uuid not null references accounts,
  import_id   uuid not null,
  pos         text not null check (length(pos) between 1 and 64),
  file_name   text not null check (length(file_name) between 1 and 255),
  by_name     text not null check (length(by_name) <= 200),
  state       text not null check (state in ('running', 'done', 'refused', 'broken_off')),
  -- Whoever runs it moves this on. Once it is past, whoever ran it is gone, and the import was broken off.
  alive_until timestamptz not null,
  phase       text not null check (phase in ('reading', 'comparing', 'writing')),
  rows_done   integer not null default 0,
  rows_total  integer,
  -- How many listings and tickets there were in the file, and how many listings were new, changed, and as they were.
  counts      jsonb,
  -- The first of what was wrong, by line, and how many more there were.
  errors      jsonb not null default '[]',
  more_errors integer not null default 0,
  -- Why it was broken off, where anybody lived to say it.
  trouble     text check (length(trouble) <= 1000),
  began_at    timestamptz not null,
  ended_at    timestamptz,
  primary key (account_id, import_id)
);
create index imports_latest on imports (account_id, began_at, import_id);
-- One at a time: two files would wait for each other's listings.
create unique index imports_running on imports (account_id) where state = 'running';

alter table views drop constraint views_page_check, add constraint views_page_check check (page in ('orders', 'holds', 'listings'));
