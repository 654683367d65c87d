-- What a POS shows of tickets that our orders own is not written down while they own them: it would be forgotten when they let
-- go. Code that knows nothing of this may run beside it.

-- Orders of ours that own tickets of the group, and whose tickets it did not show as theirs when it was last read.
alter table stock_groups add column shown_otherwise uuid[] not null default '{}';
create index stock_groups_shown_otherwise on stock_groups (account_id, pos) where cardinality(shown_otherwise) > 0;
