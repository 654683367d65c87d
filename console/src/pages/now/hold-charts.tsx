// How holds were answered in the last hour: how long it took, and how many were told no. Two quiet charts that share a
// cursor; each has its number beside it, which is all that most looks are for.
import { useContext, useState } from 'react';
import type { Now } from '../../../../src/http/broker/schemas/now.ts';
import { BandChart } from '../../parts/band-chart.tsx';
import { BarChart } from '../../parts/bar-chart.tsx';
import { clockText, ZoneContext } from '../../parts/time.tsx';
import styles from './hold-charts.module.css';

type Minute = Now['holds'][number];

const minutesShown = 60;

export function HoldCharts({ minutes, now }: { minutes: readonly Minute[]; now: string }) {
  const zone = useContext(ZoneContext);
  const [pointed, setPointed] = useState<number | null>(null);
  const slots = slotsOf(minutes, now);
  const chosen = pointed === null ? null : slots[pointed];
  const asked = minutes.reduce((sum, minute) => sum + minute.asked, 0);
  const declined = minutes.reduce((sum, minute) => sum + minute.declined, 0);
  const last = chosen?.minute ?? minutes.at(-1);
  return (
    <section className={styles.panel} aria-labelledby="holds-title">
      <header className={styles.head}>
        <h2 id="holds-title">Holds</h2>
        <span className="quiet">{chosen ? clockText(chosen.at, zone).slice(0, 5) : 'last hour'}</span>
      </header>
      {asked === 0 ? (
        <p className="quiet">No marketplace asked for tickets in the last hour.</p>
      ) : (
        <div className={styles.charts}>
          <div>
            <p className={styles.figure}>
              <strong className="figures">{millis(last?.p50_ms)}</strong> to answer
              <span className="figures">99 of 100 in {millis(last?.p99_ms)}</span>
            </p>
            <BandChart
              label={`Time to answer a hold in the last hour. Latest minute: half within ${millis(last?.p50_ms)}, 99 of 100 within ${millis(last?.p99_ms)}.`}
              points={slots.map(({ minute }) =>
                minute && minute.p50_ms !== null && minute.p99_ms !== null
                  ? { middle: minute.p50_ms, high: minute.p99_ms }
                  : null,
              )}
              pointed={pointed}
              onPoint={setPointed}
            />
          </div>
          <div>
            <p className={styles.figure}>
              <strong className="figures">
                {chosen ? percent(chosen.minute?.declined, chosen.minute?.asked) : percent(declined, asked)}
              </strong>{' '}
              declined
              <span className="figures">
                of {(chosen ? (chosen.minute?.asked ?? 0) : asked).toLocaleString('en')} asked
              </span>
            </p>
            <BarChart
              label={`Share of holds declined, by the minute. In the last hour ${percent(declined, asked)} of ${asked}.`}
              shares={slots.map(({ minute }) => (minute && minute.asked > 0 ? minute.declined / minute.asked : null))}
              pointed={pointed}
              onPoint={setPointed}
            />
          </div>
        </div>
      )}
    </section>
  );
}

/** Sixty places, oldest first; a minute in which nobody asked is empty. */
function slotsOf(minutes: readonly Minute[], now: string): { at: number; minute: Minute | null }[] {
  const known = new Map(minutes.map((minute) => [new Date(minute.at).getTime(), minute]));
  const end = Math.floor(new Date(now).getTime() / 60_000) * 60_000;
  return Array.from({ length: minutesShown }, (_, place) => {
    const at = end - (minutesShown - 1 - place) * 60_000;
    return { at, minute: known.get(at) ?? null };
  });
}

function millis(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '—';
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

function percent(part: number | undefined, whole: number | undefined): string {
  if (!whole) return '—';
  return `${Math.round(((part ?? 0) / whole) * 1_000) / 10}%`;
}
