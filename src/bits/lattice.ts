/** In place, `values` indexed by mask: `values[S]` becomes Σ_{T ⊇ S} values[T]. Cost: N·log2 N / 2 additions. */
export function supersetSums(values: Float64Array): void {
  for (let h = 1; h < values.length; h *= 2) {
    for (let block = 0; block < values.length; block += 2 * h) {
      for (let i = block; i < block + h; i++) values[i] += values[i + h];
    }
  }
}

/** In place, `values` indexed by mask: `values[S]` becomes Σ_{T ⊆ S} values[T]. Cost: N·log2 N / 2 additions. */
export function subsetSums(values: Float64Array): void {
  for (let h = 1; h < values.length; h *= 2) {
    for (let block = 0; block < values.length; block += 2 * h) {
      for (let i = block; i < block + h; i++) values[i + h] += values[i];
    }
  }
}

/** In place, the inverse of `subsetSums`: `values[S]` becomes Σ_{T ⊆ S} (−1)^{|S|−|T|} values[T]. */
export function subsetDifferences(values: Float64Array): void {
  for (let h = 1; h < values.length; h *= 2) {
    for (let block = 0; block < values.length; block += 2 * h) {
      for (let i = block; i < block + h; i++) values[i + h] -= values[i];
    }
  }
}
