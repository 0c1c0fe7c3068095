/* SPDX-License-Identifier: Apache-2.0
 * kind.c - the names of kinds and roles. */
#include "onus/text.h"

static const char *const kinds[ONUS_KIND_COUNT] = {
	[ONUS_PERSON] = "person",
	[ONUS_VEHICLE] = "vehicle",
	[ONUS_PHONE] = "phone",
	[ONUS_ADDRESS] = "address",
	[ONUS_POSTCODE] = "postcode",
	[ONUS_PLACE] = "place",
	[ONUS_ORGANISATION] = "organisation",
	[ONUS_OPERATION] = "operation",
	[ONUS_ACCOUNT] = "account",
	[ONUS_EMAIL] = "email",
	[ONUS_DATE] = "date",
	[ONUS_AGE] = "age",
	[ONUS_MONEY] = "money",
	[ONUS_DRUG] = "drug",
	[ONUS_REFERENCE] = "reference",
	[ONUS_GROUP] = "group",
};

static const char *const roles[ONUS_ROLE_COUNT] = {
	[ONUS_ROLE_UNKNOWN] = "unknown",   [ONUS_ROLE_CHILD] = "child",
	[ONUS_ROLE_VICTIM] = "victim",     [ONUS_ROLE_WITNESS] = "witness",
	[ONUS_ROLE_SUSPECT] = "suspect",   [ONUS_ROLE_PROFESSIONAL] = "professional",
	[ONUS_ROLE_RELATIVE] = "relative", [ONUS_ROLE_REPORTER] = "reporter",
};

const char *onus_kind_name(enum onus_kind k)
{
	return k < ONUS_KIND_COUNT ? kinds[k] : "unknown";
}

const char *onus_role_name(enum onus_role r)
{
	return r < ONUS_ROLE_COUNT ? roles[r] : "unknown";
}

bool onus_kind_from_name(struct slice name, enum onus_kind *out)
{
	for (int i = 0; i < ONUS_KIND_COUNT; i++) {
		if (slice_is(name, kinds[i])) {
			*out = (enum onus_kind)i;
			return true;
		}
	}
	return false;
}

bool onus_role_from_name(struct slice name, enum onus_role *out)
{
	for (int i = 0; i < ONUS_ROLE_COUNT; i++) {
		if (slice_is(name, roles[i])) {
			*out = (enum onus_role)i;
			return true;
		}
	}
	return false;
}
