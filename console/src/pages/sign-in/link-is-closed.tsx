// A link that opens nothing any more, and what to do then.
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ApiProblem } from '../../api/problem.ts';
import { ErrorState } from '../../parts/states.tsx';
import { Doorstep } from './doorstep.tsx';

export function LinkIsClosed({ error, retry }: { error: Error; retry: () => unknown }) {
  const isClosed = error instanceof ApiProblem && error.status === 404;
  if (!isClosed) {
    return (
      <Doorstep title="The link cannot be read now">
        <ErrorState error={error} retry={retry} />
      </Doorstep>
    );
  }
  return (
    <Doorstep
      title="This link is not open any more"
      lead="It was used or withdrawn, or its time is over. Whoever sent it can send another."
    >
      <Anchor renderRoot={(props) => <Link to="/sign-in" {...props} />}>To the sign-in</Anchor>
    </Doorstep>
  );
}
