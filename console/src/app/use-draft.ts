// What a person enters into a form that shows what the hub says. What was typed stays until it has been saved, however often the
// hub is read again meanwhile, and what is typed while a save is under way stays after it; every other field shows the hub's word.
import { useState } from 'react';

type Fields = Readonly<Record<string, unknown>>;

type Typed = {
  value: unknown;
  /** It has been saved, and gives way as soon as the hub's word of it is another than this one, of before the save. */
  savedOver?: { said: unknown };
};
type Own = Readonly<Record<string, Typed>>;

type DraftInHand<Values extends Fields> = {
  values: Values;
  change: (typed: Partial<Values>) => void;
  /** The hub has taken what this rendering shows: to be called by whoever sent it, once the answer is there. */
  saved: () => void;
};

/**
 * `said`: by field, what the hub says, compared by identity. A field that it leaves out is one that the hub never tells,
 * such as a secret: what was entered there is gone once it is saved.
 */
export function useDraft<Values extends Fields>(said: Values): DraftInHand<Values> {
  const [own, setOwn] = useState<Own>({});
  const standing = pick(own, ([field, typed]) => !givesWay(typed, said[field]));
  if (Object.keys(standing).length < Object.keys(own).length) setOwn(standing);
  const values = {
    ...said,
    ...Object.fromEntries(Object.entries(standing).map(([field, { value }]) => [field, value])),
  };
  return {
    values,
    change(typed) {
      const entries = Object.entries(typed).map(([field, value]) => [field, { value }]);
      setOwn((before) => ({ ...before, ...Object.fromEntries(entries) }));
    },
    saved: () => setOwn((now) => afterSave(now, values, said)),
  };
}

function givesWay({ savedOver }: Typed, said: unknown): boolean {
  return savedOver !== undefined && !Object.is(said, savedOver.said);
}

/** What was changed since is left as it is. */
function afterSave(own: Own, sent: Fields, said: Fields): Own {
  const isSent = (field: string, { value }: Typed): boolean => field in sent && Object.is(value, sent[field]);
  const left = pick(own, ([field, typed]) => field in said || !isSent(field, typed));
  const entries = Object.entries(left).map(([field, typed]) => [
    field,
    isSent(field, typed) ? { ...typed, savedOver: { said: said[field] } } : typed,
  ]);
  return Object.fromEntries(entries);
}

function pick(own: Own, keeps: (entry: [string, Typed]) => boolean): Own {
  return Object.fromEntries(Object.entries(own).filter(keeps));
}
