// An import map would have to be inline, which the policy forbids: the files are named where the server has them.
import { frontendApi, start } from '/app.js'
import { Clerk, isMagicLinkError } from '/package/clerk.headless.nowasm.mjs'

start(new Clerk(frontendApi()), isMagicLinkError)
