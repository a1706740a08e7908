#ifndef ORRERY_FACTORS_H
#define ORRERY_FACTORS_H
#include "Vectors.h"

// Factors of products lie in words of four bytes: DEPTH of them, neighbours in the sum. DEPTH is 1
// for float32; where it is 2 a word holds a pair of bfloat16, the first in its low half.
#ifndef DEPTH
#define DEPTH 1
#endif

// The words that n factors in a row take.
LOCAL int64_t words(int64_t n) { return (n + DEPTH - 1) / DEPTH; }

// Adds the products of the factors in a and b, word by word, to the sums.
LOCAL vector multiply_add(vector sums, vector a, vector b) {
#if DEPTH == 2
  return (vector)_mm512_dpbf16_ps((__m512)sums, (__m512bh)a, (__m512bh)b);
#else
  return sums + a * b;
#endif
}

#if DEPTH == 2
// Rounds to nearest even: a[0], b[0], a[1], b[1], ...
LOCAL vector paired(vector a, vector b) {
  const __m512i places =
      _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6,
                       21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  __m512i both = (__m512i)_mm512_cvtne2ps_pbh((__m512)b, (__m512)a);
  return (vector)_mm512_permutexvar_epi16(places, both);
}

// Rounds 16 neighbours to 8 words.
LOCAL void store_rounded(void *to, vector v) {
  _mm256_storeu_si256(to, (__m256i)_mm512_cvtneps_pbh((__m512)v));
}

// Two rows of n numbers as a row of words; no second: 0.
LOCAL void pair_rows(int64_t n, const float *first, const float *second, float *to) {
  for (int64_t i = 0; i < n; i += lanes) {
    int64_t count = lesser(lanes, n - i);
    vector other = second ? get(second + i, count) : (vector)0;
    put(to + i, paired(get(first + i, count), other), count);
  }
}

// Rounds n neighbours.
LOCAL void round_factors(int64_t n, const float *from, uint16_t *to) {
  int64_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes)
    _mm512_storeu_si512(to + i, (__m512i)_mm512_cvtne2ps_pbh((__m512)load(from + i + lanes),
                                                            (__m512)load(from + i)));
  for (; i < n; i += lanes) {
    __mmask16 some = (__mmask16)((1u << lesser(lanes, n - i)) - 1);
    __m256i v = (__m256i)_mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(some, from + i));
    _mm256_mask_storeu_epi16(to + i, some, v);
  }
}

// Words of two runs of n rounded numbers side by side: a[0], b[0], a[1], b[1], ...; 0 for no b.
LOCAL void pair_runs(int64_t n, const uint16_t *a, const uint16_t *b, float *to) {
  for (int64_t i = 0; i < n; i += lanes) {
    __mmask16 some = (__mmask16)((1u << lesser(lanes, n - i)) - 1);
    __m512i low = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(some, a + i)), high = low;
    high = b ? _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(some, b + i))
             : _mm512_setzero_si512();
    _mm512_mask_storeu_epi32(to + i, some, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
  }
}
#endif
#endif
