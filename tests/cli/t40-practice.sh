#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
t_start "one case from the report to the answer: who knew, who decided, who owed what"
need python3
new_ledger

# does WORD...: a command that must succeed; its record is kept for get.
does() {
	exit_is 0 "$ONUS" "$@" --json
	cp "$OUT" said
}

get() {
	python3 "$T_HERE/tools/get.py" "$@" <said
}

as() {
	ONUS_AS=$1
}

# --- who is there ---
does member add "Inspector One" --title "Duty inspector" --rank Inspector --from 2018
is "a rank is the policy's" "$(get post.rank post.senior)" "Inspector	no"
does member add "Inspector Two" --title "Neighbourhood inspector" --rank Inspector --from 2019
does member add "Chief Three" --title "Head of the district" --rank "Chief Superintendent" --from 2017
is "from this rank up it is senior" "$(get post.senior)" yes
does member add "attendee, not named" --record
attendee=$(get id)
is "a person of the record holds no post" "$(get account post)" "false	"
exit_is 2 "$ONUS" member add "Nobody" --unit "CID"
has_err "a unit without a post is no post" "--title or --rank"
does member add "Analyst Four"
does post take "Analyst Four" --title "Analyst" --from 2020
is "a rank that nobody recorded is unknown, never guessed" "$(get rank senior)" "	unknown"
post=$(get id)
does post leave "$post" --until 2024-06-30
exit_is 3 "$ONUS" post leave "$post" --until 2024-06-30
has_err "a post is left once" "left already"

# --- what came in, and was talked about ---
printf '11 March 2019\n\nAsh Marsh waits for the girls at the school gate.\n' >letter.txt
does receive letter.txt --source "youth project"
report=$(get report)
does entity enter "Ash Marsh" --kind person --alias Ashy
ash=$(get id)
does entity enter "girls at the gate" --kind group --unknown
does meeting record "Tasking" --kind tasking --when 2019-03-20 --attendee "$attendee" \
	--attendee "Inspector One" --about Ashy
meeting=$(get id)
does meeting item "$meeting" "Ash Marsh was named again" --about Ashy
item=$(get id)
is "who was there for an item knows of it" "$(get attendees.0.name attendees.1.name)" \
	"Inspector One	attendee, not named"
does meeting item "$meeting" "Parking at the gate" --attendee "Inspector One"
exit_is 3 "$ONUS" meeting item "$meeting" "Another" --attendee "Chief Three"
has_err "who was not at the meeting can't have heard an item" "not recorded as present"
exit_is 0 "$ONUS" meeting list --unanswered
has_out "a meeting without an answer is found" "$meeting"
does expose "Chief Three" "$report" --how "summary by e-mail" --strength delivered --when 2019-04-01
exposure=$(get id)
exit_is 2 "$ONUS" expose "Chief Three" "$report" --how "gossip" --strength heard
has_err "the strengths are those of the policy" "acknowledged"

# --- a matter, and whose it is ---
does matter open "Girls at the gate" --child unknown --risk "serious harm" \
	--about Ashy --about "$report" --owner "Inspector One"
matter=$(get id)
is "the owner has to accept: until then it is theirs by default" \
	"$(get answerable.name answerable.by_default)" "Inspector One	true"
exit_is 0 "$ONUS" unowned
has_out "nobody has accepted the report" "$report ("
has_out "... nor the matter" "$matter ("
as "Inspector One"
exit_is 0 "$ONUS" mine
has_out "it stands among mine" "$matter (Girls at the gate), proposed to you"
does duty accept "$matter"
does duty show "$matter"
is "accepted, it is theirs" "$(get answerable.name answerable.by_default)" "Inspector One	false"
exit_is 0 "$ONUS" unowned
hasnt_out "... and is no longer without an owner" "$matter ("

does duty transfer "$matter" --to "Inspector Two" --because "moves to another station"
does duty show "$matter"
is "a hand-over waits: the old duty holds" "$(get answerable.name)" "Inspector One"
exit_is 0 "$ONUS" duty accept "$matter"
has_err "what is yours needs no second acceptance" "yours already"
as "Inspector Two"
does duty decline "$matter" --because "on leave until May"
does duty show "$matter"
is "declined, it stays" "$(get answerable.name)" "Inspector One"
as "Inspector One"
does duty transfer "$matter" --to "Inspector Two" --because "back from leave"
as "Inspector Two"
does duty accept "$matter"
does duty show "$matter"
is "accepted, it has moved" "$(get answerable.name answerable.by_default)" "Inspector Two	false"
exit_is 0 "$ONUS" mine
has_out "it is theirs, by the one command that says so" "$matter (Girls at the gate)"
as "Inspector One"
exit_is 0 "$ONUS" mine
hasnt_out "... and the other's no more" "$matter ("
exit_is 3 "$ONUS" duty transfer "$matter" --to "Chief Three" --because "not mine to give"
exit_is 3 "$ONUS" duty propose "$matter" --to "attendee, not named"
exit_is 1 "$ONUS" duty show M9999
as keeper

# --- clocks ---
exit_is 1 "$ONUS" clock meet "$report" --clock child_seen
does clock start "$report" --clock child_seen --from 2019-03-11
exit_is 0 "$ONUS" overdue
has_out "a clock that ran out is found" "child_seen"
has_out "... with what it runs on" "$report"
exit_is 0 "$ONUS" overdue --by rank
has_out "... and under the rank that answers" "Inspector"
exit_is 0 "$ONUS" overdue --json
cp "$OUT" said
clock=$(get id clock=child_seen)
does clock notice "$clock"
does clock meet "$report" --clock child_seen
exit_is 0 "$ONUS" overdue
hasnt_out "met, it is overdue no more" "child_seen"
exit_is 2 "$ONUS" clock start "$report" --clock no_such_clock

# --- decisions ---
exit_is 2 "$ONUS" decide --kind no_action --reason "Nothing to go on"
has_err "a decision is about something" "--about"
exit_is 2 "$ONUS" decide --kind shrug --reason "?" --about Ashy
has_err "the kinds are said" "no_action"
exit_is 2 "$ONUS" decide --kind develop --reason "More is needed" --matter "$matter"
has_err "what is put off is looked at again" "--review"
exit_is 3 "$ONUS" decide --kind no_action --reason "?" --matter "$matter" --second keeper
has_err "the second person is another" "another than the one who decides"
does decide --kind no_action --reason "No surveillance is viable" --matter "$matter" --about Ashy
decision=$(get id)
is "no action where a child may be harmed waits for a second person" "$(get state)" proposed
exit_is 3 "$ONUS" decide second "$decision"
has_err "who decided can't be the second person too" "another than the one who decided"
exit_is 3 "$ONUS" --as "attendee, not named" decide second "$decision"
exit_is 3 "$ONUS" matter close "$matter" --reason "done" --second "Chief Three"
has_err "a matter is not closed over it" "$decision"
as "Chief Three"
does decide second "$decision"
is "by another it is made" "$(get state)" made
exit_is 3 "$ONUS" decide second "$decision"
as keeper
does decide --kind act --reason "The taxi firm must be asked" --matter "$matter" --about Ashy
is "to act needs nobody else" "$(get state)" made

# --- actions ---
exit_is 2 "$ONUS" act "Ask the taxi firm"
does act "Ask the taxi firm who drove" --matter "$matter" --owner "Inspector Two" --due 2030-01-31
action=$(get id)
is "an action is raised" "$(get state)" raised
exit_is 3 "$ONUS" matter close "$matter" --reason "all is done" --second "Chief Three"
has_err "an open action keeps the matter open" "$action"
exit_is 4 "$ONUS" act "done" "$action" --outcome "Asked" --when 2018
has_err "an action can't end before it began" "before it began"
exit_is 3 "$ONUS" act drop "$action" --decision "$decision"
does act "done" "$action" --outcome "The firm named two drivers"
is "its outcome ends it" "$(get state outcome)" "done	The firm named two drivers"
exit_is 3 "$ONUS" act "done" "$action" --outcome "Again"

# --- what was lost, and what is held ---
does keep loss "Tapes of the school's camera" --rule "Kept for 30 days" --about Ashy
does keep hold --scope "All about Ash Marsh" --issuer "the inquiry" --order "Letter of 1 May" \
	--thing Ashy
hold=$(get id)
exit_is 0 "$ONUS" keep list --thing Ashy
has_out "the hold is in force" "In force"
has_out "the loss is there" "Kept for 30 days"
exit_is 2 "$ONUS" keep release "$hold" --by "the inquiry"
does keep release "$hold" --because "the inquiry has ended" --by "the inquiry"
exit_is 3 "$ONUS" keep release "$hold" --because "again" --by "the inquiry"
has_err "a hold is lifted once" "lifted already"

# --- whether anybody asked ---
exit_is 2 "$ONUS" contact record "girls at the gate" --asked yes
has_err "asked, but how?" "--how"
exit_is 2 "$ONUS" contact record "girls at the gate" --asked no
has_err "not asked, but why?" "--reason"
exit_is 2 "$ONUS" contact record "girls at the gate" --asked no --reason "?" --answer "no"
has_err "nobody answers who was not asked" "--asked no"
exit_is 2 "$ONUS" contact record "$report" --asked unknown
has_err "a contact is with somebody" "not a person or a group"
exit_is 4 "$ONUS" contact record "girls at the gate" --asked no --reason "?" --ask-again 2020-01-31
has_err "to ask again in the past is no plan" "--ask-again 2020-01-31"
does contact record "girls at the gate" --asked no --reason "nobody knew who they were" \
	--ask-again 2099-01-31
does contact record "girls at the gate" --asked yes --how "by the youth worker they trust" \
	--supporter "youth worker" --answer "They want it to stop" --threat yes
exit_is 0 "$ONUS" contact list "girls at the gate"
has_out "both contacts stand" "They want it to stop"
has_out "... the refusal to ask too" "nobody knew who they were"

# --- a complaint, and a finding with two dates ---
does complaint make "They were told" --text "Nobody did anything" --made-by "a parent" \
	--against "the force" --body "the watchdog" --about Ashy --when 2020
complaint=$(get id)
exit_is 0 "$ONUS" overdue
has_out "its clock ran out" "complaint_first"
does complaint finding "$complaint" --outcome upheld --text "They were told, and did nothing" \
	--source "letter to the parent" --when 2022-05
finding=$(get id)
does complaint finding "$complaint" --outcome upheld --text "They were told, and did nothing" \
	--source "annual report" --when 2023
does complaint response "$finding" --stance disputed --reason "No officer is named" --made-by "the force"
does complaint publication "$finding" --extent part --text "A summary, on the watchdog's pages" --when 2023
exit_is 0 "$ONUS" complaint show "$complaint"
has_out "the dates differ, and both stand" "each date stands"
has_out "the response is there" "No officer is named"
does complaint show "$complaint"
is "... as a flag too" "$(get dates_conflict)" true
does recommend "$finding" "Record who was told" --addressee "the force"
recommendation=$(get id)
exit_is 0 "$ONUS" unowned
has_out "a recommendation has to be answered for" "$recommendation ("
does recommend answer "$recommendation" --reply accepted --reason "Onus does"
does recommend answer "$recommendation" --reply "done" --reason "Since May"
exit_is 3 "$ONUS" recommend answer "$recommendation" --reply rejected --reason "After all not"

# --- who knew ---
exit_is 0 "$ONUS" who-knew Ashy
has_out "the silence is told in days" "days with no recorded answer"
hasnt_out "and never as if nobody had answered" "obody answered"
tr -s ' \n┃' ' ' <"$OUT" >told
for words in "Chief Three (Chief Superintendent)" "attendee, not named (rank not recorded)" \
	"No surveillance is viable" "The firm named two drivers" "Kept for 30 days" "$complaint"; do
	ok "the words say: $words" grep -qF -e "$words" told
done
exit_is 0 "$ONUS" who-knew Ashy --format json
cp "$OUT" answer.json
cat >schema.py <<'PY'
"""The answer to "who knew" in JSON: the fields it promises, in order, and what this story says."""
import json, sys

d = json.load(open("answer.json"))
ash, report, item, exposure, decision, action, complaint = sys.argv[1:]
bad = 0


def want(what, good):
    global bad
    if not good:
        bad += 1
        print("  " + what)


def instant(v):
    return v is None or (isinstance(v, str) and len(v) == 20 and v.endswith("Z"))


def when(v):
    if not isinstance(v, dict) or set(v) != {"lo", "hi", "precision"}:
        return False
    if v["precision"] == "unknown":
        return v["lo"] is None and v["hi"] is None
    return v["lo"] <= v["hi"]


FIELDS = {
    "facts": "when recorded what report",
    "exposures": "when recorded member post rank senior how strength thing",
    "decisions": "when recorded decider kind reason",
    "actions": "when recorded",
    "gaps": "from to days days_min days_max known_by_rank silent",
    "answerable": "from to member post by_default",
    "lost": "what rule when",
}
order = [k for k in d if k in {"subject", "question", *FIELDS}]
want(f"the order of the parts: {order}",
     order == ["subject", "question", "facts", "exposures", "decisions", "actions", "lost", "gaps",
               "answerable"])
want("the question", {"from", "to", "as_of"} <= set(d["question"]))
for part, names in FIELDS.items():
    want(f"{part} are there", isinstance(d[part], list) and d[part])
    for row in d[part]:
        missing = set(names.split()) - set(row)
        want(f"{part} lacks {missing}", not missing)
        for name in ("when", "from", "to"):
            want(f"{part}: {name} {row.get(name)}", name not in row or when(row[name]))
        want(f"{part}: recorded {row.get('recorded')}", instant(row.get("recorded")))
for gap in d["gaps"]:
    want("bounds of a gap", gap["days_min"] <= gap["days"] <= gap["days_max"])
    for silent in gap["silent"]:
        want("who was silent", {"member", "rank", "since"} <= set(silent))

first = d["gaps"][0]
want(f"who is asked about: {d['subject']}", d["subject"]["id"] == ash)
want(f"the longest silence begins with the report: {first['from']}",
     first["from"]["lo"] == "2019-03-11" and first["opened_by"] == report)
want("... and goes to the first decision", first["ended_by"] == decision)
want("gaps by their length", all(a["days"] >= b["days"] for a, b in zip(d["gaps"], d["gaps"][1:])))
want("known by rank", first["known_by_rank"].get("Chief Superintendent") == 1
     and first["known_by_rank"].get("unknown") == 1 and first["known_by_rank"].get("Inspector") == 1)
want("exposures with their strength",
     {(e["id"], e["strength"]) for e in d["exposures"]} >= {(exposure, "delivered")}
     and sum(e["thing"] == item and e["strength"] == "attended" for e in d["exposures"]) == 2)
want("no rank is guessed", all(e["rank"] is None and e["senior"] == "unknown"
                               for e in d["exposures"] if e["name"] == "attendee, not named"))
want("only decisions that were made",
     sorted(x["kind"] for x in d["decisions"]) == ["act", "no_action"])
want("the action and its outcome", [a["id"] for a in d["actions"]] == [action])
want("the complaint", [c["id"] for c in d["complaints"]] == [complaint])
want("the loss", d["lost"][0]["rule"] == "Kept for 30 days")
want("before the ledger nobody is named", d["answerable"][0]["member"] is None)
want("today it is who accepted", any(a["name"] == "Inspector Two" and not a["by_default"]
                                     for a in d["answerable"]))
sys.exit(bad > 0)
PY
ok "the JSON has every field that is promised, and the story" \
	python3 schema.py "$ash" "$report" "$item" "$exposure" "$decision" "$action" "$complaint"
exit_is 0 "$ONUS" who-knew Ashy --format svg
cp "$OUT" answer.svg
ok "the picture is well-formed" python3 -c '
import sys, xml.etree.ElementTree as tree
root = tree.parse("answer.svg").getroot()
text = " ".join(root.itertext())
sys.exit(not (root.tag.endswith("}svg") and "Ash Marsh" in text and "days" in text))'
exit_is 0 "$ONUS" who-knew Ashy --as-of 2019-12-31 --format json
tr -d '\n' <"$OUT" >said
is "before the ledger was opened it could tell nothing" "$(get facts gaps)" "[]	[]"
exit_is 1 "$ONUS" who-knew "somebody else"
exit_is 1 "$ONUS" search "no-such-word"
exit_is 0 "$ONUS" search "school gate"
has_out "the words are found" "$report"

# --- the end of it ---
does matter close "$matter" --reason "Two drivers are charged" --second "Chief Three"
does matter show "$matter"
is "closed by two, with a reason" "$(get state)" closed
exit_is 3 "$ONUS" matter bind "$matter" "$report"
exit_is 0 "$ONUS" check
exit_is 0 "$ONUS" rebuild --check
t_done
