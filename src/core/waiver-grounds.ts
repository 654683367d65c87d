// Why a sale should not have happened, for which a broker asks a marketplace to waive what it costs.

export const waiverGrounds = [
  'sold_after_decline',
  'sold_after_release',
  'sold_after_expiry',
  'never_asked',
  'tickets_gone',
  'marketplace_outage',
  'other',
] as const;
export type WaiverGround = (typeof waiverGrounds)[number];
