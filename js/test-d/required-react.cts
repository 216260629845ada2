import type { UserResource } from 'clerk-wasm'
import react = require('clerk-wasm/react')

react.useUser().user satisfies UserResource | null | undefined
react.MagicLinkErrorCode.Expired satisfies 'expired'
