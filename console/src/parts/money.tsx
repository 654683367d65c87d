// An amount of money, as the broker writes it: minor units and a currency come in, figures that stand under each other go out.

export type MoneyValue = { amount: number; currency: string };

const formats = new Map<string, Intl.NumberFormat>();

/** Null says that the amount is not known. `isRound`: without minor units, where a sum is to be grasped and not booked. */
export function Money({ value, isRound = false }: { value: MoneyValue | null; isRound?: boolean }) {
  if (value === null) return <span className="quiet">—</span>;
  return (
    <data className="figures" value={`${value.amount} ${value.currency}`}>
      {moneyText(value, isRound)}
    </data>
  );
}

export function moneyText({ amount, currency }: MoneyValue, isRound = false): string {
  const format = formatOf(currency, isRound);
  const digits = formatOf(currency, false).resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}

function formatOf(currency: string, isRound: boolean): Intl.NumberFormat {
  const key = `${currency} ${isRound}`;
  const known = formats.get(key);
  if (known) return known;
  const shape = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
  const made = new Intl.NumberFormat('en', isRound ? { ...shape, maximumFractionDigits: 0 } : shape);
  formats.set(key, made);
  return made;
}
