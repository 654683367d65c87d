// Every POS that Holdfast speaks to. Adding one is a folder and a line.
import { bridge } from './bridge/bridge.ts';
import { house } from './house/house.ts';
import type { Pos } from './pos.ts';
import { skybox } from './skybox/skybox.ts';
import { ticketEvolutionCore } from './ticket-evolution-core/ticket-evolution-core.ts';
import { tixstock } from './tixstock/tixstock.ts';

const pointsOfSale: readonly Pos[] = [house, bridge, skybox, ticketEvolutionCore, tixstock];

export const posBySlug: ReadonlyMap<string, Pos> = new Map(pointsOfSale.map((pos) => [pos.slug, pos]));
