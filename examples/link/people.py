#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints a CSV of made-up people, two or three records each, with slips of the pen: PEOPLE, SEED."""
import random
import sys

GIVEN = ["amber", "jay", "robin", "kim", "alex", "sam", "imran", "piotr", "maria", "leah", "owen", "tara"]
FAMILY = ["hill", "marsh", "field", "brook", "reed", "lane", "nowak", "akhtar", "stone", "wood", "carr", "dale"]
TOWNS = ["harrowmere", "linfield", "oakby", "tarnside"]


def slip(rng, text):
    at = rng.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2:]


def main():
    people, rng = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    print("unique_id,first_name,surname,dob,town,person")
    number = 0
    for person in range(people):
        given, family = rng.choice(GIVEN) + rng.choice(["", "a", "o", "y"]), rng.choice(FAMILY) + rng.choice(["", "s", "ham", "ton"])
        born = f"{rng.randint(1950, 2005)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        town = rng.choice(TOWNS)
        for _ in range(rng.choice([2, 2, 3])):
            g = slip(rng, given) if rng.random() < 0.15 else given
            f = slip(rng, family) if rng.random() < 0.15 else family
            b = "" if rng.random() < 0.1 else born
            t = rng.choice(TOWNS) if rng.random() < 0.2 else town
            print(f"{number},{g},{f},{b},{t},{person}")
            number += 1


main()
