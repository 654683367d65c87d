// What nobody outside knows of a POS, as switches of its sandbox: one for each unknown, with every way in which it may be.
// The cautious way stands first and holds by default: it is the one that makes a careless adapter fail.

const posSwitches = {
  /** What a hold on a part of a group does to the group's id. */
  partialHold: ['keeps_the_group', 'splits_the_group'],
  /** What becomes of a hold whose tickets are invoiced. */
  invoicing: ['leaves_the_hold', 'closes_the_hold'],
  bodyOfABadRequest: ['empty', 'text', 'json'],
  /** A second hold or sale under an external reference that is there already. */
  repeatedReference: ['accepted', 'refused'],
  /** Status of the answer when a hold is released that is gone. */
  releaseOfAGoneHold: [404, 200, 400],
  /** Status of the answer when a hold is sold that is gone. */
  saleOfAGoneHold: [422, 404, 400],
  splits: ['not_enforced', 'enforced'],
  /** Status of the answer to one call too many. */
  tooManyCalls: [429, 503],
  /** A hold that names a group by an id which it had once. */
  holdByAFormerId: ['refused', 'resolved'],
  /** Which of Tixstock's two doors the broker has a token for. */
  tixstockDoor: ['reseller', 'partner'],
  /** Where Ticket Evolution Core's answer to a hold has the id of the hold; in the last way its lists show no notes beside it. */
  coreHoldId: ['nowhere', 'ticket_hold_id', 'id', 'only_in_the_answer'],
  /** By which address Ticket Evolution Core lets go of a hold. */
  coreReleasePath: ['release_hold', 'hold'],
  /** How the broker has Ticket Evolution Core make orders. */
  coreOrders: ['at_once', 'background', 'open'],
} as const;

export type SwitchName = keyof typeof posSwitches;
export type PosSwitches = { [Name in SwitchName]: (typeof posSwitches)[Name][number] };

/** One way in which all that is unknown may be. */
export type SwitchSetting = { name: string; switches: PosSwitches };

const ways = (name: SwitchName): readonly PosSwitches[SwitchName][] => posSwitches[name];

export const cautiousSwitches = Object.fromEntries(
  Object.entries(posSwitches).map(([name, [first]]) => [name, first]),
) as PosSwitches;

/**
 * Settings in which every way of each of these switches stands at least once: all cautious, each other way by itself, and
 * the last ways of all together. Switches that are not named concern another POS.
 */
export function switchSettings(concerned: readonly SwitchName[]): SwitchSetting[] {
  const single = concerned.flatMap((name) =>
    ways(name)
      .slice(1)
      .map((way) => setting(`${name} ${way}`, { [name]: way })),
  );
  const last = Object.fromEntries(concerned.map((name) => [name, ways(name).at(-1)]));
  const together = single.length > 1 ? [setting('everything otherwise', last)] : [];
  return [setting('all cautious', {}), ...single, ...together];
}

function setting(name: string, changed: object): SwitchSetting {
  return { name, switches: { ...cautiousSwitches, ...changed } };
}
