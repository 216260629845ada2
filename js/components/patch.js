// Makes a part of the page show the HTML that a view wrote. It changes only what differs, so what people
// typed, where their caret is, and what others put into the page all stay.
//
// It reads the HTML itself (lower-case tags, attributes in double quotes, four entities). No text goes through
// a parser of the browser, which a page may forbid by `trusted-types 'none'`.

/** What we know of a node that is ours: its kind, and what we last gave it. Nodes of others have none. */
const OURS = Symbol('ours')

const TOKEN = /<(\/?)([\w-]+)((?: [\w:-]+(?:="[^"]*")?)*)>|[^<]+/g
const ATTRIBUTE = / ([\w:-]+)(?:="([^"]*)")?/g
/** What the views write, see components/README.md. */
const TAG =
  /^(a|bdi|button|code|d[dlt]|div|form|h[1-3]|img|input|label|li|nav|p|path|section|span|strong|svg|time|ul|wbr)$/
const WITHOUT_END = /^(img|input|wbr)$/
/** Attributes that run a script, or that a strict policy blocks. */
const REFUSED = /^(on.*|style|srcdoc)$/
const SVG = 'http://www.w3.org/2000/svg'
const CHARACTERS = { amp: '&', lt: '<', gt: '>', quot: '"' }

const decoded = text => text.replace(/&(amp|lt|gt|quot);/g, (_, name) => CHARACTERS[name])

/** Makes `root` show `html`. What others put into `root` stays where it is. */
export function patch(root, html) {
  root[OURS] ??= { children: [] }
  patchChildren(root, html.matchAll(TOKEN))
}

/** Takes over what a server wrote into `node`, as if we had made it. */
export function adopt(node) {
  const given = Object.fromEntries(Array.from(node.attributes ?? [], ({ name, value }) => [name, value]))
  node[OURS] = { kind: kindOf(node.localName, given), given, text: node.data, children: [...node.childNodes] }
  node.childNodes.forEach(adopt)
}

/** Nodes of one kind may stand for each other. What people can type into has an id. A text has no tag. */
const kindOf = (tag, given) => tag && `${tag} ${given.id ?? given.class?.split(' ')[0]}`

/** Reads up to the end of `parent`. */
function patchChildren(parent, tokens) {
  const rest = parent[OURS].children
  const children = (parent[OURS].children = [])
  for (const [token, isEnd, tag, attributes] of tokens) {
    if (isEnd) break
    const given = Object.fromEntries(
      Array.from(attributes?.matchAll(ATTRIBUTE) ?? [], ([, name, value = '']) => [name, decoded(value)]),
    )
    const node = take(rest, kindOf(tag, given)) ?? create(parent, tag, given)
    children.push(node)
    if (tag) {
      insert(node, parent, rest)
      setAttributes(node, given)
      if (!WITHOUT_END.test(tag)) patchChildren(node, tokens)
    } else if (node[OURS].text !== decoded(token)) {
      node.data = node[OURS].text = decoded(token)
      insert(node, parent, rest)
    }
  }
  for (const node of rest) node.remove()
}

/** The first of this kind; those before it are gone from the view. */
function take(rest, kind) {
  const at = rest.findIndex(node => node[OURS].kind === kind)
  if (at < 0) return
  for (const node of rest.splice(0, at)) node.remove()
  return rest.shift()
}

function create(parent, tag, given) {
  const name = TAG.test(tag) ? tag : 'span'
  const isDrawing = tag === 'svg' || parent.namespaceURI === SVG
  const node = tag
    ? document.createElementNS(isDrawing ? SVG : parent.namespaceURI, name)
    : document.createTextNode('')
  node[OURS] = { kind: kindOf(tag, given), given: {}, children: [] }
  return node
}

/** Puts a node that is not in the page before the rest. A translator takes texts out and leaves a `<font>`. */
function insert(node, parent, rest) {
  if (parent.contains(node)) return
  if (!node.localName) for (const other of parent.querySelectorAll(':scope > font')) other.remove()
  parent.insertBefore(node, rest.find(other => other.parentNode === parent) ?? null)
}

/** Changes what differs from what *we* last gave, since the browser and people change attributes too. */
function setAttributes(node, given) {
  const before = node[OURS].given
  node[OURS].given = given
  for (const name of Object.keys({ ...before, ...given })) {
    if (before[name] === given[name] || REFUSED.test(name)) continue
    if (name in given) node.setAttribute(name, given[name])
    else node.removeAttribute(name)
  }
}
