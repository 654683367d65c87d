-- How often a POS has said no to an order's question, counted apart from its silences: one that comes back after a night, and is out
-- of sorts for a moment, has not refused two thousand times. Null: never. Code that knows nothing of this may run beside it.

alter table orders add column refusals integer;
