/** Who may stand at a door. `provider` is a bank or portal that proves itself by its own signature inside the door. */
export const roles = [
  'kiosk',
  'board',
  'reception',
  'doctor',
  'cashier',
  'admin',
  'patient',
  'province',
  'operator',
  'provider',
  'system',
] as const;

/** A tenant's name: lower-case letters, digits and hyphens, a letter first. */
export const tenantPattern = /^[a-z][a-z0-9-]{2,31}$/;
