// An address that the console does not know.
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../parts/states.tsx';

export function NoSuchPage() {
  return (
    <EmptyState
      title="There is no page here"
      action={<Anchor renderRoot={(props) => <Link to="/" {...props} />}>To what happens now</Anchor>}
    >
      The link may be old, or cut short on its way.
    </EmptyState>
  );
}
