import { Clerk, isMagicLinkError } from 'clerk-wasm'

window.run(Clerk, isMagicLinkError)
