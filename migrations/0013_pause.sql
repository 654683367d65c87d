-- A connection that its broker has paused, and when its marketplace last sent a notice. Code that knows nothing of this may run
-- beside it, and goes on by a paused connection as ever.

alter table connections
  add column paused_at  timestamptz,
  -- Written at most once in some seconds, off the batches.
  add column noticed_at timestamptz;
