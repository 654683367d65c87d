// SkyBox's split rules in ours. What cannot be read is taken for the strictest.
import type { Split } from '../../core/claim.ts';
import type { SkyBoxSettings } from './settings.ts';
import type { SkyBoxGroup } from './wire.ts';

type Ruled = Pick<SkyBoxGroup, 'splitType' | 'customSplit'>;

export function splitOf({ splitType, customSplit }: Ruled, { default_split }: SkyBoxSettings): Split {
  switch (splitType) {
    case 'ANY':
      return { rule: 'any' };
    case 'NEVERLEAVEONE':
      return { rule: 'never_leave_one' };
    case 'CUSTOM':
      return customSplitOf(customSplit ?? '');
    case 'DEFAULT':
    case null:
    case undefined:
      return { rule: default_split };
    default:
      return { rule: 'whole' };
  }
}

/** A list of quantities, such as `2,4`. How SkyBox writes it is not public. */
function customSplitOf(text: string): Split {
  const parts = text.trim().split(/[\s,;|]+/);
  const quantities = parts.map(Number).filter((quantity) => Number.isSafeInteger(quantity) && quantity > 0);
  const isList = quantities.length === parts.length;
  return isList
    ? { rule: 'quantities', quantities: [...new Set(quantities)].sort((a, b) => a - b) }
    : { rule: 'whole' };
}
