-- An alert may be about a POS: what is wrong there belongs to no order and to no connection. Code that knows only the old columns
-- may run beside it. Alerts are few: the table is written anew in a moment.

-- A generated column cannot be given another expression; it is made anew, and its index with it.
drop index alerts_standing;
alter table alerts
  drop column subject,
  drop constraint alerts_have_one_subject,
  add column pos text,
  add constraint alerts_have_one_subject check (num_nonnulls(order_id, connection_id, pos) = 1);
alter table alerts
  add column subject uuid not null generated always as (
    case when pos is not null then md5('pos ' || pos)::uuid
      when headliner is not null then md5(connection_id::text || ' ' || headliner)::uuid
      else coalesce(order_id, connection_id) end) stored;
create unique index alerts_standing on alerts (account_id, subject, kind) where over_at is null;
