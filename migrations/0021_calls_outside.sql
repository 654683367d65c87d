-- Beside that it is at work a hub says how its calls to POS systems and marketplaces fare, for whoever asks at the command line. Null: an
-- older one, which knows nothing of this and may run beside it.

alter table hubs add column calls_outside jsonb;
