/* SPDX-License-Identifier: Apache-2.0
 * weight.c - match weights (log2 of the odds) and probabilities. */
#include "onus/link.h"

#include <math.h>

double onus_probability(double weight)
{
	return 1 / (1 + exp2(-weight));
}

double onus_weight(double probability)
{
	return log2(probability / (1 - probability));
}
