// What mounts a component of `Clerk`, what leads to another page, and the buttons.

import { cloneElement, createElement, isValidElement, useEffect, useRef } from 'react'
import { useProvider, useShown } from './provider.js'

const isSame = (one, other) => Object.keys({ ...one, ...other }).every(name => Object.is(one[name], other[name]))

/** `Clerk` loads the components' file when the first of them is mounted. */
function useMounted(name, props) {
  const { clerk } = useProvider(`<${name}>`).store
  const node = useRef(null)
  const shown = useRef(null)
  useEffect(() => {
    if (shown.current && isSame(shown.current, props)) return
    shown.current = props
    clerk[`mount${name}`](node.current, props)
  })
  useEffect(() => {
    const element = node.current
    return () => {
      shown.current = null
      clerk[`unmount${name}`](element)
    }
  }, [clerk])
  return createElement('div', { ref: node })
}

export const SignIn = props => useMounted('SignIn', props)
export const SignUp = props => useMounted('SignUp', props)
export const UserProfile = props => useMounted('UserProfile', props)
export const UserButton = props => useMounted('UserButton', props)

/** Goes there once, also where StrictMode runs the effect twice. */
function useRedirect(page, options) {
  const name = `<RedirectTo${page}>`
  const { attempt } = useProvider(name).store
  const isLoaded = useShown(name, 'isLoaded')
  useEffect(() => {
    if (!isLoaded) return
    const timer = setTimeout(attempt, 0, clerk => clerk[`redirectTo${page}`](options))
    return () => clearTimeout(timer)
  }, [attempt, isLoaded])
  return null
}

export const RedirectToSignIn = options => useRedirect('SignIn', options)
export const RedirectToSignUp = options => useRedirect('SignUp', options)
export const RedirectToUserProfile = options => useRedirect('UserProfile', options)

/** The child, or a button with this text. A press first does what the child itself does, then `act`. */
function useButton(name, children, act) {
  const { attempt } = useProvider(`<${name}>`).store
  const button = isValidElement(children) ? children : createElement('button', { type: 'button' }, children)
  return cloneElement(button, {
    onClick: event =>
      attempt(async clerk => {
        await button.props.onClick?.(event)
        await act(clerk)
      }),
  })
}

/** Leads to the page, or with `mode="modal"` opens it as a dialog. */
const useSignButton = (page, text, { children = text, mode, ...options }) =>
  useButton(`${page}Button`, children, clerk => clerk[(mode === 'modal' ? 'open' : 'redirectTo') + page](options))

export const SignInButton = props => useSignButton('SignIn', 'Sign in', props)
export const SignUpButton = props => useSignButton('SignUp', 'Sign up', props)

export const SignOutButton = ({ children = 'Sign out', sessionId, signOutCallback, redirectUrl }) =>
  useButton('SignOutButton', children, clerk => {
    const then = signOutCallback ?? (redirectUrl && (() => clerk.navigate(redirectUrl)))
    return sessionId ? clerk.signOut({ sessionId }, then) : clerk.signOut(then)
  })
