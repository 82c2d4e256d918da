/* Stage 2 by hand: log utility, two types of which the first sells and the second buys, two states.
 *
 * Everything that the general solver derives is derived on paper here: Newton's method on (b_1, b_2, Q, R) from the price-taking solution, with a fixed number
 * of steps, the arrow solved through the totals, one configuration to a vector lane.  It reads the same counts and writes the same quantities as
 * numeric.stage2: offers, totals, price, posterior, residual.
 *
 *   cc -O3 -march=native -ffast-math -fopenmp -fPIC -shared by_hand.c -o by_hand.so -lm
 */
#include <math.h>
#include <stdint.h>

typedef struct {
    double kappa_q, kappa_r, theta[2][2], log_ratio[2], log_prior_ratio;
} numbers;

/* counts: n rows of two; out: rows of n doubles: b_1q, b_1r, b_2q, b_2r, Q, R, price, phi_0, phi_1, residual. */
void solve_by_hand(int64_t n, const int64_t *counts, double *out, const numbers *e, int steps, int threads)
{
    double *sold = out, *zero_1 = out + n, *zero_2 = out + 2 * n, *bought = out + 3 * n, *total_q = out + 4 * n, *total_r = out + 5 * n;
    double *prices = out + 6 * n, *phi_0 = out + 7 * n, *phi_1 = out + 8 * n, *residuals = out + 9 * n;
    const double kq = e->kappa_q, kr = e->kappa_r;
#pragma omp parallel for simd num_threads(threads) schedule(static)
    for (int64_t i = 0; i < n; i++) {
        const double s1 = (double)counts[2 * i], s2 = (double)counts[2 * i + 1], M = s1 + s2;
        double odds = e->log_prior_ratio + s1 * e->log_ratio[0] + s2 * e->log_ratio[1];
        odds = odds > 700.0 ? 700.0 : odds < -700.0 ? -700.0 : odds;
        const double f0 = 1.0 / (1.0 + exp(-odds)), f1 = 1.0 - f0;
        const double t1 = f0 * e->theta[0][0] + f1 * e->theta[0][1], t2 = f0 * e->theta[1][0] + f1 * e->theta[1][1];
        /* A price-taker spends the share t/(1+t) of its wealth on the first good. */
        const double a1 = t1 / (1.0 + t1), a2 = t2 / (1.0 + t2), mean = (s1 * a1 + s2 * a2) / M;
        const double start = (kr + mean) / (1.0 + kq - mean);
        double x = fmax(1.0 - a1 * (1.0 + 1.0 / start), 0.0), y = fmax(a2 * (1.0 + start) - start, 0.0);
        double Q = M * kq + s1 * x, R = M * kr + s2 * y;
        for (int k = 0; k < steps; k++) {
            const double u = 1.0 / Q, v = 1.0 / R, p = R * u;
            /* seller: p (1 - x/Q)(1 - x) = t1 (1 + p x) */
            const double left = 1.0 - x * u, kept = 1.0 - x, A = left * kept;
            const double F = p * A - t1 * (1.0 + p * x), F_x = -p * (u * kept + left + t1), F_p = A - t1 * x, F_Q = p * x * u * u * kept;
            /* buyer: t2 (1 - y/R)(1 - y) = p + y */
            const double left_2 = 1.0 - y * v, kept_2 = 1.0 - y;
            const double G = t2 * left_2 * kept_2 - p - y, G_y = -t2 * (v * kept_2 + left_2) - 1.0, G_R = t2 * y * v * v * kept_2;
            const double i1 = -1.0 / F_x, i2 = -1.0 / G_y;
            x += F * i1;
            y += G * i2;
            /* p = R/Q moves by (dR - p dQ)/Q */
            const double x_Q = i1 * (F_Q - F_p * p * u), x_R = i1 * F_p * u, y_Q = i2 * p * u, y_R = i2 * (G_R - u);
            const double a = 1.0 - s1 * x_Q, b = -s1 * x_R, c = -s2 * y_Q, d = 1.0 - s2 * y_R;
            const double gap_q = M * kq + s1 * x - Q, gap_r = M * kr + s2 * y - R, inverse = 1.0 / (a * d - b * c);
            const double dQ = (d * gap_q - b * gap_r) * inverse, dR = (a * gap_r - c * gap_q) * inverse;
            Q += dQ;
            R += dR;
            x += x_Q * dQ + x_R * dR;
            y += y_Q * dQ + y_R * dR;
        }
        Q = M * kq + s1 * x;
        R = M * kr + s2 * y;
        const double p = R / Q;
        const double gain_1 = p * (1.0 - x / Q) * (1.0 - x), cost_1 = t1 * (1.0 + p * x), gain_2 = t2 * (1.0 - y / R) * (1.0 - y), cost_2 = p + y;
        const double r1 = fabs(gain_1 - cost_1) / (gain_1 + cost_1), r2 = fabs(gain_2 - cost_2) / (gain_2 + cost_2);
        sold[i] = x;
        zero_1[i] = 0.0;
        zero_2[i] = 0.0;
        bought[i] = y;
        total_q[i] = Q;
        total_r[i] = R;
        prices[i] = p;
        phi_0[i] = f0;
        phi_1[i] = f1;
        residuals[i] = r1 > r2 ? r1 : r2;
    }
}
