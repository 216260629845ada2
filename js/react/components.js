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

/** The options of a redirect. People come back to this page, unless these name another or say no. */
const way = ({ returnBack, ...options }) => (returnBack !== false || Object.keys(options).length ? options : false)

/** Goes there once, also where StrictMode runs the effect twice. */
function useRedirect(name, options) {
  const { clerk } = useProvider(`<${name}>`).store
  const isLoaded = useShown(name, snapshot => snapshot.isLoaded)
  useEffect(() => {
    if (!isLoaded) return
    const timer = setTimeout(() => clerk[`r${name.slice(1)}`](way(options)))
    return () => clearTimeout(timer)
  }, [clerk, isLoaded])
  return null
}

export const RedirectToSignIn = options => useRedirect('RedirectToSignIn', options)
export const RedirectToSignUp = options => useRedirect('RedirectToSignUp', options)
export const RedirectToUserProfile = options => useRedirect('RedirectToUserProfile', options)

/** The child, or a button with this text, which does this after what it does itself. */
function useButton(name, children, act) {
  const { clerk } = useProvider(`<${name}>`).store
  const button = isValidElement(children) ? children : createElement('button', { type: 'button' }, children)
  return cloneElement(button, {
    async onClick(event) {
      await button.props.onClick?.(event)
      return act(clerk)
    },
  })
}

export const SignInButton = ({ children = 'Sign in', mode, ...options }) =>
  useButton('SignInButton', children, clerk =>
    mode === 'modal' ? clerk.openSignIn(options) : clerk.redirectToSignIn(way(options)),
  )

export const SignUpButton = ({ children = 'Sign up', mode, ...options }) =>
  useButton('SignUpButton', children, clerk =>
    mode === 'modal' ? clerk.openSignUp(options) : clerk.redirectToSignUp(way(options)),
  )

export const SignOutButton = ({ children = 'Sign out', sessionId, signOutCallback, redirectUrl }) =>
  useButton('SignOutButton', children, clerk => {
    const then = signOutCallback ?? (redirectUrl && (() => clerk.navigate(redirectUrl)))
    return sessionId ? clerk.signOut({ sessionId }, then) : clerk.signOut(then)
  })
