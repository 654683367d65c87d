// What people and scripts may do: three permissions, and the roles that hold them.

/** `read`: see everything of the account. `trade`: act on orders, listings, alerts. `manage`: connections, settings, people. */
export const permissions = ['read', 'trade', 'manage'] as const;
export type Permission = (typeof permissions)[number];

export const roles = ['owner', 'operator', 'viewer'] as const;
export type Role = (typeof roles)[number];

const heldBy: Readonly<Record<Role, readonly Permission[]>> = {
  owner: ['read', 'trade', 'manage'],
  operator: ['read', 'trade'],
  viewer: ['read'],
};

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return new Set(heldBy[role]);
}
