// How calls to a POS or a marketplace stand in line, in words: calm while they go, a plain sentence while they do not.
import type { Pace, PaceLine } from '../../../src/http/broker/schemas/calls.ts';
import { spanWords } from './time.tsx';

/** From here on whoever looks should be told that calls wait, though nobody asked for a pause. */
const longWaitMs = 10_000;

/** No pause is longer, whatever was asked for. */
const longestPauseMs = 300_000;

/** Pauses that still last. */
export function pausedLines(pace: Pace | null, now: number): PaceLine[] {
  return pace?.lines.filter(({ pause }) => pause !== null && Date.parse(pause.until) > now) ?? [];
}

export function waitingIn(pace: Pace): number {
  return pace.lines.reduce((sum, { waiting }) => sum + waiting, 0);
}

export function waitWords({ waiting, waiting_since: since }: Omit<PaceLine, 'pause'>, now: number): string {
  const calls = waiting === 1 ? '1 call waits' : `${waiting.toLocaleString('en')} calls wait`;
  const waitedMs = since === null ? 0 : now - Date.parse(since);
  if (waitedMs < 1_000) return calls;
  return `${calls}, ${waiting === 1 ? 'for' : 'the first for'} ${spanWords(waitedMs)}`;
}

/** "3 of 10 in 1 s", "no limit". */
export function usedWords({ calls, per_ms: perMs, used }: PaceLine): string {
  if (calls === null || perMs === null) return 'no limit';
  return `${used.toLocaleString('en')} of ${calls.toLocaleString('en')} in ${rateSpan(perMs)}`;
}

function rateSpan(perMs: number): string {
  if (perMs < 1_000) return `${Math.round(perMs)} ms`;
  return perMs % 1_000 === 0 ? spanWords(perMs) : `${(perMs / 1_000).toFixed(1)} s`;
}

/** What is out of the ordinary, at most `most` sentences. `clock` puts a moment as the reader's clock shows it. */
export function paceSentences(
  name: string,
  pace: Pace | null,
  now: number,
  clock: (at: string) => string,
  most = 3,
): string[] {
  const paused = pausedLines(pace, now);
  const slow = (pace?.lines ?? []).filter(
    (line) =>
      !paused.includes(line) && line.waiting_since !== null && now - Date.parse(line.waiting_since) >= longWaitMs,
  );
  const sentences = [
    ...paused.map((line) => pausedSentence(name, line, now, clock)),
    ...slow.map((line) => slowSentence(name, line, now)),
  ];
  const rest = sentences.length - most;
  if (rest <= 0) return sentences;
  return [...sentences.slice(0, most), `And so at ${rest} more of its endpoints.`];
}

function pausedSentence(name: string, line: PaceLine, now: number, clock: (at: string) => string): string {
  const { pause, endpoint, waiting } = line;
  if (pause === null) return '';
  const where = endpoint === null ? '' : ` with “${endpoint}”`;
  const until = clock(pause.until);
  const waits = waiting === 0 ? 'nothing waits' : waitWords(line, now);
  return `${name} ${askedWords(pause, where, until)}; ${waits}.`;
}

function askedWords(
  { status, asked_ms: askedMs }: NonNullable<PaceLine['pause']>,
  where: string,
  until: string,
): string {
  if (askedMs === null) {
    const why = status === 429 ? 'had too many calls' : 'is busy';
    return `${why}${where} (${status}) and named no time: we pause until ${until}`;
  }
  if (askedMs <= longestPauseMs) return `asked us to pause${where} until ${until} (${status})`;
  return `asked us to pause${where} for ${spanWords(askedMs)} (${status}), and is asked again at ${until}`;
}

function slowSentence(name: string, line: PaceLine, now: number): string {
  const where = line.endpoint === null ? '' : ` (“${line.endpoint}”)`;
  return `Calls to ${name}${where} are kept to its pace, and more are wanted: ${waitWords(line, now)}.`;
}
