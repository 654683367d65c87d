-- What a sale was sold as: its event, its headliner, and its seats where the marketplace names them. A marketplace may limit how
-- many sales of one headliner stand unconfirmed, so an alert may be about a headliner of a connection. And since when a list
-- of sales could not be read. A hub that runs is started anew afterwards: it reads orders with all their columns.

alter table orders
  add column event      text check (length(event) <= 500),
  add column headliner  text check (length(headliner) <= 500),
  add column sold_seats text[];

-- What is counted by headliner. Its condition names no state, so that a new one needs no new index.
create index orders_unconfirmed_by_headliner on orders (marketplace, account_id, connection_id, headliner)
  where headliner is not null and confirmed_at is null;

alter table polls add column failing_since timestamptz;

-- A generated column cannot be given another expression; it is made anew, and its index with it.
drop index alerts_standing;
alter table alerts
  drop column subject,
  add column headliner text check (length(headliner) <= 500),
  add constraint alerts_of_headliners_are_of_connections check (headliner is null or connection_id is not null);
alter table alerts
  add column subject uuid not null generated always as (
    case when headliner is null then coalesce(order_id, connection_id)
      else md5(connection_id::text || ' ' || headliner)::uuid end) stored;
create unique index alerts_standing on alerts (account_id, subject, kind) where over_at is null;
