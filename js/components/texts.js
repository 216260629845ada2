// The file of the texts' names, which is loaded with an app's `localization` only.

/** The texts of `localization`, each with the number by which the components know it. */
export const textsOf = localization =>
  KEYS.split(' ').flatMap((key, number) => {
    const text = key.split('.').reduce((of, name) => of?.[name], localization)
    return typeof text === 'string' ? [[number, text]] : []
  })
