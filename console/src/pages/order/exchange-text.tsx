// One conversation word for word: what was asked, what was answered, each to copy whole.
import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react';
import type { Moment } from '../../../../src/http/broker/schemas/orders.ts';
import { CopyId } from '../../parts/copy-id.tsx';
import { Verbatim } from '../../parts/verbatim.tsx';
import styles from './exchange-text.module.css';

type Exchange = Moment['exchanges'][number];

/** More is copied whole and shown in part: a page of it is read by nobody. */
const longestShown = 20_000;

export function ExchangeText({ exchange }: { exchange: Exchange }) {
  const { sentence, direction, request, response, failure, request_id: requestId } = exchange;
  const Arrow = direction === 'in' ? IconArrowDownLeft : IconArrowUpRight;
  return (
    <section className={styles.exchange} aria-label={sentence}>
      <p className={styles.head}>
        <Arrow size={15} aria-hidden="true" />
        <span>{sentence}</span>
        {requestId && <CopyId id={requestId} what="request id" shown={requestId.slice(0, 8)} />}
      </p>
      <Text what="request" line={request.line} body={request.body} />
      {response && <Text what="answer" line={`Status ${response.status}`} body={response.body} />}
      {failure && <p className={styles.failure}>{failure}</p>}
    </section>
  );
}

function Text({ what, line, body }: { what: string; line: string; body: unknown }) {
  const text = bodyText(body);
  const whole = text === '' ? line : `${line}\n\n${text}`;
  return (
    <div className={styles.text}>
      <span className={styles.copy}>
        <CopyId id={whole} what={what} shown={`Copy ${what}`} />
      </span>
      <Verbatim>
        <strong>{line}</strong>
        {text !== '' && `\n${text.slice(0, longestShown)}`}
        {text.length > longestShown && '\n… copy it to see the rest'}
      </Verbatim>
    </div>
  );
}

/** JSON as one reads it; whatever else was sent as it came. */
function bodyText(body: unknown): string {
  if (body === null || body === undefined) return '';
  if (typeof body !== 'string') return JSON.stringify(body, null, 2);
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
