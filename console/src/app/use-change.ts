// A change that a form makes: busy while it is under way, and what went wrong, field by field where the hub said so.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/problem.ts';

export type Change<Input, Answer> = {
  make: (input: Input) => Promise<Answer | null>;
  isBusy: boolean;
  isDone: boolean;
  /** What went wrong with one field. */
  errorOf: (field: string) => string | undefined;
  /** What went wrong otherwise; null: nothing. */
  trouble: string | null;
};

/** `stale`: what is to be read again afterwards. */
export function useChange<Input, Answer>(
  change: (input: Input) => Promise<Answer>,
  stale: readonly (readonly unknown[])[],
): Change<Input, Answer> {
  const queries = useQueryClient();
  const { mutateAsync, isPending, isSuccess, error } = useMutation({
    mutationFn: change,
    onSuccess: () => Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  const fields = error instanceof ApiProblem ? error.errors : [];
  return {
    make: (input) => mutateAsync(input).catch(() => null),
    isBusy: isPending,
    isDone: isSuccess,
    errorOf: (field) => fields.find((one) => one.field === field)?.message,
    trouble: error === null || fields.length > 0 ? null : error.message,
  };
}
