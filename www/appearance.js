// What the form of the start page changes of the components' looks. It is kept while the tab is open.

const KEY = 'appearance'

/** Puts back into the form what was chosen before. */
export function restore(form) {
  const chosen = JSON.parse(sessionStorage.getItem(KEY) ?? '{}')
  for (const { name } of form.elements) form.elements[name].value = chosen[name] ?? form.elements[name].value
}

export const keep = form => sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(new FormData(form))))

/** The prop `appearance`, with what is not as the page came. */
export function appearanceOf(form) {
  const { color, corners, scheme } = form.elements
  const variables = {
    ...(color.value !== color.defaultValue && { colorPrimary: color.value }),
    ...(corners.value !== corners.defaultValue && { borderRadius: `${corners.value}rem` }),
  }
  return {
    ...(Object.keys(variables).length && { variables }),
    ...(scheme.value && { colorScheme: scheme.value }),
  }
}

/** An object as somebody would write it into a script. */
export function source(value, indent = '') {
  if (typeof value !== 'object') return `'${value}'`
  const inner = `${indent}  `
  const lines = Object.entries(value).map(([name, value]) => `${inner}${name}: ${source(value, inner)},\n`)
  return `{\n${lines.join('')}${indent}}`
}
