-- What an account wants while a POS is out of reach: to refuse holds that stand in it, or to pledge its tickets by the ledger
-- alone until it is back, though the POS may sell them meanwhile. Code that knows nothing of this may run beside it, and refuses.

alter table points_of_sale
  add column when_away text not null default 'refuse' check (when_away in ('refuse', 'pledge'));
