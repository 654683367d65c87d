-- What a POS shows of tickets that our orders own is not written down while they own them: it would be forgotten when they let
-- go. Code that knows nothing of this may run beside it.

-- Whether an order of ours owned tickets of the group that it did not show as that order's when it was last read.
alter table stock_groups add column hides boolean not null default false;
