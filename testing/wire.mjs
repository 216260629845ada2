// What the server sends, as `wire/` keeps it; `frontend-api/tests/http/wire_files.rs` checks the files.

import { readFileSync } from 'node:fs'

/** The content of a file. */
export const wire = name => JSON.parse(readFileSync(new URL(`wire/${name}.json`, import.meta.url), 'utf8'))
