/* What training spends too long on in PyTorch on a CPU: the depthwise convolution and the softmax of
 * the attention, forward and backward. bfloat16 in and out, float32 inside; arrays lie as the comment
 * of each function says. One thread. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline float wide(uint16_t x) {
    union { uint32_t i; float f; } u;
    u.i = (uint32_t)x << 16;
    return u.f;
}

static inline uint16_t narrow(float x) { /* to nearest, ties to even */
    union { uint32_t i; float f; } u;
    u.f = x;
    return (uint16_t)((u.i + 0x7fff + ((u.i >> 16) & 1)) >> 16);
}

/* x (time, channels) of bfloat16 -> rows of float32 with `before` and `after` rows of zeros. */
static void padded(const uint16_t *x, float *out, long time, long channels, long before, long after) {
    memset(out, 0, sizeof(float) * before * channels);
    float *at = out + before * channels;
    for (long i = 0; i < time * channels; i++) at[i] = wide(x[i]);
    memset(at + time * channels, 0, sizeof(float) * after * channels);
}

/* out[t] = sum over k of w[k] * x[t + k - left]. x, out: (batch, time, channels); w: (taps, channels)
 * of float32. Returns 0, or -1 without memory. */
int depthwise(const uint16_t *x, const float *w, uint16_t *out, long batch, long time, long channels,
              long taps, long left) {
    float *rows = malloc(sizeof(float) * (time + taps - 1) * channels);
    float *sum = malloc(sizeof(float) * channels);
    if (!rows || !sum) { free(rows); free(sum); return -1; }
    for (long b = 0; b < batch; b++) {
        padded(x + b * time * channels, rows, time, channels, left, taps - 1 - left);
        for (long t = 0; t < time; t++) {
            for (long c = 0; c < channels; c++) sum[c] = 0;
            for (long k = 0; k < taps; k++) {
                const float *row = rows + (t + k) * channels, *tap = w + k * channels;
                for (long c = 0; c < channels; c++) sum[c] += row[c] * tap[c];
            }
            uint16_t *to = out + (b * time + t) * channels;
            for (long c = 0; c < channels; c++) to[c] = narrow(sum[c]);
        }
    }
    free(rows);
    free(sum);
    return 0;
}

/* Gradient of the taps, added to grad_w (taps, channels). g, x: (batch, time, channels). */
int depthwise_taps(const uint16_t *g, const uint16_t *x, float *grad_w, long batch, long time,
                   long channels, long taps, long left) {
    float *rows = malloc(sizeof(float) * (time + taps - 1) * channels);
    float *from = malloc(sizeof(float) * channels);
    if (!rows || !from) { free(rows); free(from); return -1; }
    for (long b = 0; b < batch; b++) {
        padded(x + b * time * channels, rows, time, channels, left, taps - 1 - left);
        for (long t = 0; t < time; t++) {
            const uint16_t *gradient = g + (b * time + t) * channels;
            for (long c = 0; c < channels; c++) from[c] = wide(gradient[c]);
            for (long k = 0; k < taps; k++) {
                const float *row = rows + (t + k) * channels;
                float *tap = grad_w + k * channels;
                for (long c = 0; c < channels; c++) tap[c] += row[c] * from[c];
            }
        }
    }
    free(rows);
    free(from);
    return 0;
}

/* Rows of scores s -> rows of probabilities of the first lengths[b] keys, 0 for the rest: in place,
 * and once more as bfloat16 in `out`. All (batch, rows = heads * queries, keys); s of float32. */
void softmax(float *s, uint16_t *out, const int64_t *lengths, long batch, long rows, long keys,
            float scale) {
    for (long b = 0; b < batch; b++) {
        long valid = lengths[b];
        for (long r = 0; r < rows; r++) {
            float *at = s + (b * rows + r) * keys, top = -3e38f, sum = 0;
            uint16_t *to = out + (b * rows + r) * keys;
            for (long k = 0; k < valid; k++) top = at[k] > top ? at[k] : top;
            for (long k = 0; k < valid; k++) at[k] = expf((at[k] - top) * scale);
            for (long k = 0; k < valid; k++) sum += at[k];
            float share = 1 / sum;
            for (long k = 0; k < valid; k++) to[k] = narrow(at[k] *= share);
            memset(at + valid, 0, sizeof(float) * (keys - valid));
            memset(to + valid, 0, sizeof(uint16_t) * (keys - valid));
        }
    }
}

/* Gradients g of the probabilities p -> gradients of the scores as bfloat16 in `out`. Arrays as of
 * softmax; p, g of float32. In bfloat16 the differences g - sum would be lost where one key takes
 * nearly all: the gradients of queries and keys of a first block were 5 times their true size. */
void softmax_back(const float *g, const float *p, uint16_t *out, const int64_t *lengths, long batch,
                  long rows, long keys, float scale) {
    for (long b = 0; b < batch; b++) {
        long valid = lengths[b];
        for (long r = 0; r < rows; r++) {
            const float *at = g + (b * rows + r) * keys, *from = p + (b * rows + r) * keys;
            uint16_t *to = out + (b * rows + r) * keys;
            float sum = 0;
            for (long k = 0; k < valid; k++) sum += at[k] * from[k];
            for (long k = 0; k < valid; k++) to[k] = narrow(scale * from[k] * (at[k] - sum));
            memset(to + valid, 0, sizeof(uint16_t) * (keys - valid));
        }
    }
}
