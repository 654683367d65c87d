// The mark: a ticket, and in it the H that holds it together.

export function Mark({ size }: { size: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#17624d" />
      <path d="M7 8h18v5a3 3 0 0 0 0 6v5H7v-5a3 3 0 0 0 0-6z" fill="#eef7f3" />
      <path d="M13 11.5v9M19 11.5v9M13 16h6" stroke="#17624d" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
