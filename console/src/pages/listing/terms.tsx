// What a ticket costs and how the listing may be divided: changed here where they are kept here, with what the change means.
import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { ListingDetail } from '../../../../src/http/broker/schemas/listings.ts';
import { changeListing } from '../../api/routes/listings.ts';
import { useMay } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { useDraft } from '../../app/use-draft.ts';
import { splitMeaning, splitName, splitRules } from '../../parts/listing-words.ts';
import { Money } from '../../parts/money.tsx';
import { Panel } from '../../parts/panel.tsx';
import styles from './terms.module.css';

export function Terms({ listing }: { listing: ListingDetail }) {
  const mayTrade = useMay('trade');
  const { may_change: mayChange, kept_by: keptBy, price, split } = listing;
  return (
    <Panel title="Price and split" about={keptBy}>
      {mayChange && mayTrade ? (
        <TermsForm listing={listing} />
      ) : (
        <dl className={styles.terms}>
          <dt>Each</dt>
          <dd>
            <Money value={price} />
          </dd>
          <dt>Sold</dt>
          <dd>
            {splitName(split)}
            <br />
            <span className="quiet">{splitMeaning(split)}</span>
          </dd>
        </dl>
      )}
      {mayChange && !mayTrade && <p className="quiet">An operator or an owner of this account can change them.</p>}
    </Panel>
  );
}

const quantities = 'quantities';

function TermsForm({ listing }: { listing: ListingDetail }) {
  const { remote_id: remoteId, price, split } = listing;
  const isRule = (splitRules as readonly string[]).includes(split);
  const { values, change, saved } = useDraft({
    amount: decimalOf(price),
    rule: isRule ? split : quantities,
    numbers: isRule ? '' : split.replaceAll(';', ', '),
  });
  const { amount, rule, numbers } = values;
  const { make, isBusy, errorOf, trouble, isDone } = useChange(changeListing, [['listing', remoteId], ['listings']]);
  const minor = minorOf(amount, price.currency);
  const wanted =
    rule === quantities
      ? numbers
          .split(/[\s,;]+/)
          .filter(Boolean)
          .join(';')
      : rule;
  const isSame = minor === price.amount && wanted === split;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (minor === null) return;
        const changes = {
          ...(minor === price.amount ? {} : { price: { amount: minor, currency: price.currency } }),
          ...(wanted === split ? {} : { split: wanted }),
        };
        void make({ params: { remote_id: remoteId }, body: changes }).then((answer) => answer && saved());
      }}
    >
      <TextInput
        size="xs"
        label={`Each, in ${price.currency}`}
        inputMode="decimal"
        value={amount}
        onChange={({ currentTarget }) => change({ amount: currentTarget.value })}
        error={minor === null ? 'Write it like 1250.00' : errorOf('price.amount')}
      />
      <NativeSelect
        size="xs"
        label="Sold"
        value={rule}
        onChange={({ currentTarget }) => change({ rule: currentTarget.value })}
        data={[
          ...splitRules.map((value) => ({ value, label: splitName(value) })),
          { value: quantities, label: 'only these numbers…' },
        ]}
      />
      {rule === quantities && (
        <TextInput
          size="xs"
          label="Numbers"
          placeholder="2, 4"
          value={numbers}
          onChange={({ currentTarget }) => change({ numbers: currentTarget.value })}
        />
      )}
      <p className="quiet">
        {splitMeaning(wanted)} Holds that come from now on are judged by it; holds and sales that stand stay as they
        are.
      </p>
      {(errorOf('split') ?? trouble) && (
        <p role="alert" className={styles.trouble}>
          {errorOf('split') ? `The split ${errorOf('split')}.` : trouble}
        </p>
      )}
      <span className={styles.acts}>
        <Button type="submit" loading={isBusy} disabled={isSame || minor === null || wanted === ''}>
          Save
        </Button>
        <span role="status" className="quiet">
          {isDone && isSame && 'Saved.'}
        </span>
      </span>
    </form>
  );
}

function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

function decimalOf({ amount, currency }: ListingDetail['price']): string {
  const digits = digitsOf(currency);
  return (amount / 10 ** digits).toFixed(digits);
}

/** Null: it is no amount of that currency. */
function minorOf(text: string, currency: string): number | null {
  const digits = digitsOf(currency);
  const [, whole = '', decimals = ''] = /^\s*(\d{1,10})(?:\.(\d+))?\s*$/.exec(text.replaceAll(',', '')) ?? [];
  return whole === '' || decimals.length > digits ? null : Number(whole + decimals.padEnd(digits, '0'));
}
