// A link that opens nothing any more, and what to do then.
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ApiProblem } from '../../api/problem.ts';
import { Doorstep } from './doorstep.tsx';

export function LinkIsClosed({ error }: { error: Error }) {
  const isClosed = error instanceof ApiProblem && error.status === 404;
  return (
    <Doorstep
      title={isClosed ? 'This link is not open any more' : 'The link cannot be read now'}
      lead={
        isClosed
          ? 'It was used or withdrawn, or its time is over. Whoever sent it can send another.'
          : 'Load the page again in a moment.'
      }
      error={isClosed ? null : error}
    >
      <Anchor renderRoot={(props) => <Link to="/sign-in" {...props} />}>To the sign-in</Anchor>
    </Doorstep>
  );
}
