-- Which orders the sweep compares with POS and marketplace next. Off the hot path: only the sweep writes it, and reads out of
-- the journal what has changed. A hub that knows nothing of this cannot go on with a sweep that another has begun, and leaves it.

create table comparisons (
  account_id  uuid not null,
  order_id    uuid not null,
  -- When the order had last changed when it came here.
  changed_at  timestamptz not null,
  -- When the sweep began that compared it last; -infinity: none has since it changed.
  compared_at timestamptz not null,
  -- Everybody said the same, and it is looked at again once a day; else at every sweep.
  daily       boolean not null,
  primary key (account_id, order_id)
);
create index comparisons_next on comparisons (account_id, daily, compared_at, order_id);

-- What was sold so far, as far as its event is ahead, or unknown and it began within a month.
insert into comparisons (account_id, order_id, changed_at, compared_at, daily)
select o.account_id, o.order_id, coalesce(o.confirmed_at, o.created_at), '-infinity', true
from orders o left join listings l on l.account_id = o.account_id and l.remote_id = o.remote_id
where o.state = 'confirmed' and coalesce(l.event_at, o.created_at + interval '30 days') > now();

-- Entries come in the order of time, so a summary of each stretch of pages is index enough: a megabyte for many millions,
-- and next to nothing to write. Building it reads the journal once, and trade waits meanwhile: seconds per million orders.
create index journal_by_time on journal using brin (at) with (pages_per_range = 32, autosummarize = on);

-- A sweep under way knows its orders otherwise, and begins anew.
update reconciliations set cursor = null, began_at = null, checked = 0 where cursor is not null;
