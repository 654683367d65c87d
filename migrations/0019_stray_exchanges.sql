-- Conversations that belong to no order are looked for by connection and time: a page of the notices that could not be read, and whether
-- an unknown invoice has come before. Each read all of an account's. Code that knows nothing of this may run beside it.

-- Built under a lock, as all migrations share one transaction: writing down such a conversation waits meanwhile, some six seconds per
-- million of them, and trade does not. They are few: one for each call that was malformed, or asked about a hold never seen.
create index stray_exchanges_latest on stray_exchanges (account_id, connection_id, at, exchange_id);
