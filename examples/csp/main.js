// An import map would have to be inline, which the policy forbids.
import { Clerk, isMagicLinkError } from '/package/clerk.headless.mjs'

window.run(Clerk, isMagicLinkError)
