// A page that could not be read: it still says what it is, and leads back to where one came from.
import columns from './columns.module.css';
import { PageHead } from './page-head.tsx';
import { ErrorState } from './states.tsx';

type Props = { title: string; back?: React.ReactNode; error: Error; retry: () => unknown };

export function BrokenPage({ title, back, error, retry }: Props) {
  return (
    <div className={columns.column}>
      {back}
      <PageHead title={title} />
      <ErrorState error={error} retry={retry} />
    </div>
  );
}
