// The waits of one component for magic links.

import { clerkError, sourceOf } from './views.js'

const never = new Promise(() => {})

function flowOf(resource) {
  if (resource) return sourceOf(resource).createMagicLinkFlow()
  throw clerkError('attempt_not_created', 'useMagicLink() needs a sign-in, a sign-up or an email address.')
}

/** What the hook returns, and `mounted`, which runs when the component appears and returns what runs when it goes. */
export function createFlows(store, resourceOf, tell) {
  const waits = new Set()
  /** The cancel of a component that went away, unless it comes back at once. */
  let leaving
  /** While the effects of a component that came back run again, they join what they had begun. */
  let isRepeated = false

  function begin(name, params) {
    const resource = resourceOf()
    const twin =
      (isRepeated || leaving) && [...waits].find(wait => wait.name === name && wait.resource === resource)
    return (twin || wait(name, resource, params)).done
  }

  function wait(name, resource, params) {
    const wait = { name, resource, cancel: () => (wait.isCancelled = true) }
    waits.add(wait)
    const onProgress = progress => {
      tell(progress)
      params?.onProgress?.(progress)
    }
    async function run() {
      await store.load()
      if (wait.hasLeft) return never
      wait.flow = flowOf(resource ?? resourceOf())
      wait.cancel = wait.flow.cancelMagicLinkFlow
      const result = wait.flow[name]({ ...params, onProgress })
      if (wait.isCancelled) wait.cancel()
      return result
    }
    const end = () => {
      waits.delete(wait)
      if (!waits.size) tell(null)
    }
    // Nobody is left who would catch it: the component that waited is gone.
    const fail = error => (wait.hasLeft ? never : Promise.reject(error))
    wait.done = run().finally(end).catch(fail)
    return wait
  }

  const start = params => begin('startMagicLinkFlow', params)
  const resume = options => begin('resumeMagicLinkFlow', options)
  function cancel() {
    for (const wait of waits) wait.cancel()
  }
  const resend = async params => {
    await store.load()
    const flow = [...waits].at(-1)?.flow ?? flowOf(resourceOf())
    return flow.resendMagicLink(params)
  }

  function leave() {
    for (const wait of waits) wait.hasLeft = true
    cancel()
    waits.clear()
    tell(null)
    leaving = undefined
  }

  return {
    mounted() {
      if (leaving) {
        clearTimeout(leaving)
        isRepeated = true
        setTimeout(() => (isRepeated = false))
      }
      leaving = undefined
      return () => (leaving = setTimeout(leave))
    },
    methods: {
      startMagicLinkFlow: start,
      cancelMagicLinkFlow: cancel,
      resumeMagicLinkFlow: resume,
      resendMagicLink: resend,
      startEmailLinkFlow: start,
      cancelEmailLinkFlow: cancel,
      resumeEmailLinkFlow: resume,
      resendEmailLink: resend,
    },
  }
}
