// The style sheet, and what `appearance` changes of it. All goes through the CSS object model: a policy without
// 'unsafe-inline' blocks style elements and style attributes, but not this.

const LAYER = 'components.clerk'

/** How many components use the sheet of a document or shadow root, by root and text. */
const users = new WeakMap()

function sheetOf(text, root, nonce) {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
    const remove = () => (root.adoptedStyleSheets = root.adoptedStyleSheets.filter(one => one !== sheet))
    return { sheet, remove }
  } catch {
    // Safari before 16.4.
    const element = Object.assign(document.createElement('style'), { nonce: nonce ?? '', textContent: text })
    ;(root.head ?? root).append(element)
    return { sheet: element.sheet, remove: () => element.remove() }
  }
}

/** Where the styles of `node` belong. What is not in the page yet will be in its document. */
function rootOf(node) {
  const root = node.getRootNode()
  return root.styleSheets ? root : node.ownerDocument
}

/** Styles the root of `node`, once for all that use the sheet. Returns what ends that. */
export function useSheet(node, text, { cssLayerName = LAYER }, nonce) {
  const root = rootOf(node)
  const layered = text.replaceAll(LAYER, cssLayerName)
  const sheets = users.get(root) ?? new Map()
  users.set(root, sheets)
  const used = sheets.get(layered) ?? { count: 0, ...sheetOf(layered, root, nonce) }
  sheets.set(layered, used)
  used.count++
  return () => {
    if (--used.count) return
    used.remove()
    sheets.delete(layered)
  }
}

const isObject = value => Object(value) === value

/** All that says how a component of this kind looks, with what counts more further back. */
export function appearanceOf(options, props, kind) {
  const own = kind.replace(/_(.)/, (_, letter) => letter.toUpperCase())
  const given = [options.appearance, options.appearance?.[own], props.appearance]
  const all = given.flatMap(one => [one?.baseTheme, one].flat()).filter(isObject)
  const merged = name => Object.assign({}, ...all.map(one => one[name]))
  const last = name =>
    all
      .map(one => one[name])
      .filter(Boolean)
      .pop()
  return {
    layout: merged('layout'),
    variables: merged('variables'),
    elements: all.flatMap(one => Object.entries(one.elements ?? {})),
    colorScheme: last('colorScheme'),
    cssLayerName: last('cssLayerName'),
  }
}

/** `colorTextSecondary` → `color-text-secondary` */
const kebab = name => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

/** What the application's settings say. Colours of light pages would stay light where the page is dark. */
function themeOf({ __unstable__environment: all }) {
  const { color, background_color, font_color, border_radius, color_scheme } =
    (all?.display_config ?? all?.displayConfig)?.theme?.general ?? {}
  const isOwn = !/^#?fff(fff)?$/i.test(background_color ?? 'fff')
  return {
    colorScheme: color_scheme,
    themePrimary: color,
    themeRadius: border_radius,
    ...(isOwn && { themeBackground: background_color, themeText: font_color }),
  }
}

/**
 * Gives `root` the variables that are set. Clerk's later names begin with `--clerk-` in the style sheet. The
 * settings count less than what a style sheet of the page says, so they have names of their own.
 */
export function setVariables({ style }, { variables, colorScheme }, clerk) {
  style.cssText = ''
  const { colorScheme: own, ...theme } = themeOf(clerk)
  style.setProperty('color-scheme', colorScheme ?? own ?? '')
  const set = (start, values) => {
    for (const [name, value] of Object.entries(values)) {
      const isLength = typeof value === 'number' && name !== 'fontWeight'
      style.setProperty(start + kebab(name), isLength ? `${value}px` : (value ?? ''))
    }
  }
  set('--_', theme)
  set('--cl-', variables)
  set('--clerk-', variables)
}

const KEY = /^[\w-]+$/

/** Classes of ours with those that `elements` gives them. */
export function withClasses(names, elements) {
  const own = names.split(' ')
  const isFor = ([key, value]) => typeof value === 'string' && own.includes(`cl-${key}`)
  return [names, ...elements.filter(isFor).map(([, value]) => value)].join(' ')
}

/** The same for every element of some HTML. */
export const dressed = (html, elements) =>
  html.replace(
    / class="([^"]*)"/g,
    (_, names) => ` class="${withClasses(names, elements).replace(/["<>&]/g, '')}"`,
  )

/** Adds the rules that `elements` gives, for what is in `.${scope}`; returns what removes them. */
export function addRules(node, elements, scope, nonce) {
  const rules = elements.filter(([key, value]) => KEY.test(key) && isObject(value))
  if (!rules.length) return () => {}
  const { sheet, remove } = sheetOf('', rootOf(node), nonce)
  for (const [key, value] of rules) addRule(sheet, `:is(.${scope}, .${scope} *).cl-${key}`, value)
  return remove
}

const insert = (sheet, start) => sheet.cssRules[sheet.insertRule(`${start}{}`, sheet.cssRules.length)]

function addRule(sheet, selector, properties) {
  const { style } = insert(sheet, selector)
  for (const [name, value] of Object.entries(properties)) {
    const isNested = /^(&|@media )[^{};@]*$/.test(name) && isObject(value)
    try {
      if (!isNested) setProperty(style, kebab(name), value)
      else if (name[0] === '&') addRule(sheet, name.replaceAll('&', selector), value)
      else addRule(insert(sheet, name), selector, value)
    } catch {
      console.warn('Clerk: this browser does not know', name)
    }
  }
}

/** Values are set one by one, so none can end its declaration. */
function setProperty(style, name, value) {
  const [text, priority] = `${value ?? ''}`.split(/ *!(?=important$)/)
  style.setProperty(name, text, priority)
  // A number of what has a length is one of pixels.
  if (typeof value === 'number' && !style.getPropertyValue(name)) style.setProperty(name, `${value}px`)
}
