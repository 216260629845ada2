// The file of UserProfile and UserButton: what they have in addition to the components' file, which loads it.

export { engine } from './engine.js'
export { default as css } from './profile.css'
