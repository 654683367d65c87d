// Now: the console's home.
import { EmptyState } from '../../parts/states.tsx';

export function NowPage() {
  return <EmptyState title="Nothing needs you" />;
}
