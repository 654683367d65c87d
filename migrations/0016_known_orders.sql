-- An order that waits for an answer from outside is not read again when the answer comes: the hub that asked knows what it wrote.
-- That nobody else has written it since is said here, in the statement that writes.

-- Ends the transaction when not all that was known is still so. The state has no meaning to anyone but the hub.
create function expect_all_as_known(still_so bigint, known integer) returns void language plpgsql as $$
begin
  if still_so <> known then
    raise exception 'orders have moved on since they were known' using errcode = 'HF001';
  end if;
end $$;
