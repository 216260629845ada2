// What the server sends, as `testing/wire/` keeps it; `frontend-api/tests/http/wire_files.rs` checks the files.

const NAMES = [
  'client_created',
  'client_signed_in',
  'client_signed_out',
  'email_address_added',
  'environment',
  'refused',
  'sessions_active',
  'sign_in_complete',
  'sign_in_created',
  'sign_in_needs_second_factor',
  'sign_in_waiting',
  'sign_up_complete',
  'sign_up_failed',
  'sign_up_waiting',
  'token',
  'totp_created',
]

/** The files by their names. */
export const wire = {}

// One request at a time, see run.js.
for (const name of NAMES) {
  const file = await fetch(`/testing/wire/${name}.json`)
  wire[name] = await file.json()
}
