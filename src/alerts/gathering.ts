// What a channel is told now: never silent, never a flood. Pure. A kind's first alert is told at once; those that come
// soon after are collected and told together; what goes on is told again once an hour, all of it in one message.

import type { Instant } from '../core/order.ts';
import type { SaidOfKind } from '../db/alert-messages.ts';
import type { AlertToTell } from '../db/alerts.ts';
import { type AlertKind, alertKinds } from './kinds.ts';

export type Pace = {
  /** How long after a message whatever else comes of its kind is collected. */
  collectMs: number;
  /** How long after it was told of a cause that goes on is told of again. */
  repeatMs: number;
};

export type Group = {
  kind: AlertKind;
  /** The dearest first, then those with the least time. */
  alerts: AlertToTell[];
  /** Whether all of them were told of before. */
  isReminder: boolean;
};

export function gather(alerts: readonly AlertToTell[], said: readonly SaidOfKind[], now: Instant, pace: Pace): Group[] {
  const groups: Group[] = [];
  for (const [kind, ofKind] of Map.groupBy(alerts.filter(isKnown), (alert) => alert.kind as AlertKind)) {
    const last = said.find((one) => one.kind === kind);
    if (last?.isUnderWay || (last && now < last.lastAt + pace.collectMs)) continue;
    const due = ofKind.filter((alert) => tellAt(alert, pace) <= now);
    if (due.length === 0) continue;
    const chosen = due.some(wasTold)
      ? ofKind.filter((alert) => due.includes(alert) || isSoonDue(alert, now, pace))
      : due;
    groups.push({ kind, alerts: chosen.sort(dearestFirst), isReminder: chosen.every(wasTold) });
  }
  return groups;
}

function isKnown({ kind }: AlertToTell): boolean {
  return kind in alertKinds;
}

/** Whether somebody was told of this very alert, and not of one like it before. */
function wasTold({ toldAt, at }: AlertToTell): boolean {
  return toldAt !== null && toldAt >= at;
}

/** A cause that comes and goes is not told of more often than one that stays. */
function tellAt(alert: AlertToTell, { repeatMs }: Pace): Instant {
  if (alert.toldAt === null) return alert.at;
  const goesOn = alertKinds[alert.kind as AlertKind].goesOn;
  return goesOn || !wasTold(alert) ? alert.toldAt + repeatMs : Infinity;
}

/** Rather told again a little early, together with the others, than in a message of its own. */
function isSoonDue(alert: AlertToTell, now: Instant, pace: Pace): boolean {
  return tellAt(alert, pace) <= now + pace.repeatMs / 2;
}

function dearestFirst(one: AlertToTell, other: AlertToTell): number {
  const worth = (other.money?.amount ?? -1) - (one.money?.amount ?? -1);
  return worth || (one.endsAt ?? Infinity) - (other.endsAt ?? Infinity) || one.at - other.at || 0;
}
