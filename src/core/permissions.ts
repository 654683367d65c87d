// What people and scripts may do: three permissions, and the roles that hold them.

/**
 * `read`: see everything of the account. `trade`: act on orders, holds, listings, alerts and waivers. `manage`: change connections, POS systems, alert
 * channels and settings; as an owner, people and tokens too.
 */
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
