import { Clerk, isMagicLinkError } from 'clerk-wasm'
import { frontendApi, start } from '../app.js'

start(new Clerk(frontendApi()), isMagicLinkError)
