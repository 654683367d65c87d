// The part of the console that needs somebody: asks who it is, and sends whoever is nobody to the sign-in and back.
import { ErrorState } from '../parts/states.tsx';
import { Marketplaces } from './health.tsx';
import { Live } from './live.tsx';
import { isSignedOut } from './queries.ts';
import { SessionContext, useSessionQuery } from './session.ts';
import { Shell } from './shell/shell.tsx';
import { ShellSkeleton } from './shell/shell-skeleton.tsx';
import { ToSignIn } from './to-sign-in.tsx';
import { Zone } from './zone.tsx';

export function SignedIn() {
  const { data: session, error, refetch } = useSessionQuery();
  if (isSignedOut(error)) return <ToSignIn />;
  if (session) {
    return (
      <SessionContext value={session}>
        <Live>
          <Marketplaces>
            <Zone>
              <Shell />
            </Zone>
          </Marketplaces>
        </Live>
      </SessionContext>
    );
  }
  if (error) return <ErrorState error={error} retry={refetch} />;
  return <ShellSkeleton />;
}
