/* SPDX-License-Identifier: Apache-2.0
 * account.c - tests of addresses of e-mail and of online accounts. */
#include "tests/unit/text/support.h"

TEST(email__is_folded_to_small_letters)
{
	CHECK_STR(values("Mail Ash.K_99+x@Example.CO.UK.", ONUS_EMAIL), "ash.k_99+x@example.co.uk");
	CHECK_STR(spans("<a@example.org>, b-c@sub.example.org;", ONUS_EMAIL),
		  "a@example.org|b-c@sub.example.org");
	CHECK_STR(values("o'brien@example.org", ONUS_EMAIL), "o'brien@example.org");
}

TEST(email__needs_a_name_and_a_domain)
{
	static const char *const none[] = {
		"@example.org",   "a@",         "a@b",    "a @example.org",
		"a@ example.org", "a@example.", "a@.org", "a@example..org",
		"a@1.2"};

	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
		CHECK_STR(values(none[i], ONUS_EMAIL), "");
	}
}

TEST(account__reads_handles_and_profiles)
{
	CHECK_STR(values("ask @Big_T99.", ONUS_ACCOUNT), "@big_t99");
	CHECK_STR(values("Instagram: @ash.k", ONUS_ACCOUNT), "instagram:ash.k");
	CHECK_STR(values("https://www.instagram.com/Ash_K/ and tiktok.com/@ash.k?x", ONUS_ACCOUNT),
		  "instagram:ash_k|tiktok:ash.k");
	CHECK_STR(values("snapchat.com/add/ash99 t.me/ash99 x.com/ash99", ONUS_ACCOUNT),
		  "snapchat:ash99|telegram:ash99|twitter:ash99");
	CHECK_STR(spans("see https://www.instagram.com/Ash_K/.", ONUS_ACCOUNT),
		  "https://www.instagram.com/Ash_K");
}

TEST(account__reads_a_name_beside_its_platform)
{
	CHECK_STR(values("Snapchat name ash_99, insta: big.t", ONUS_ACCOUNT),
		  "snapchat:ash_99|instagram:big.t");
	CHECK_STR(values("Snapchat name is not known", ONUS_ACCOUNT), "");
	CHECK_STR(values("Facebook: she said so", ONUS_ACCOUNT), "");
}

TEST(account__is_no_price_and_no_page)
{
	static const char *const none[] = {"12 @ 50p",
					   "@ 5",
					   "@1234",
					   "a@b",
					   "instagram.com/p/abc",
					   "facebook.com/groups/abc",
					   "example.com/ash"};

	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
		CHECK_STR(values(none[i], ONUS_ACCOUNT), "");
	}
}
