/* SPDX-License-Identifier: Apache-2.0
 * link.h - the linking engine: which records are about the same person or thing.
 *
 * Pure: columns in, pairs and clusters out; no database, no files, no clock, no globals beyond the
 * thread's error record. It reads the settings and models of Splink 4 and 5 (JSON) and gives the
 * same weights; what it adds beyond them are functions whose names begin with "onus_".
 *
 *     records --+                          +--> train --> model
 *               +--> blocks --> patterns --+
 *     model  ---+                          +--> predict --> edges --> clusters
 *
 * The result is the same for any number of threads and any order of the records. A pair is a
 * proposal with its reasons; whether it is right, a person decides.
 *
 * A handle is used by one thread at a time; it makes its own threads while a call runs. */
#ifndef ONUS_LINK_H
#define ONUS_LINK_H

#include "onus/error.h"
#include "onus/slice.h"

/* Changes whenever the same records and model could give other weights. */
#define ONUS_LINK_VERSION "1"

/* --- records --- */

struct onus_records;

/* One column of records given from memory. A value whose p is NULL is missing, and so is an empty
 * one. */
struct onus_column {
	struct slice name;
	const struct slice *values;
};

/* No records yet. `threads` is how many are used for reading; 0: one for each processor. */
ONUS_CHECK enum onus_err onus_records_create(unsigned threads, struct onus_records **out);
void onus_records_destroy(struct onus_records **r);

/* Keep only these columns of what is added from now on, and skip the others unread. Names are
 * matched without case. Without this call every column is kept. */
ONUS_CHECK enum onus_err onus_records_want(struct onus_records *r, const struct slice *names,
					   size_t count);

/* Adds `rows` records of the source called `source` (may be empty where there is only one). Bytes
 * are copied. */
ONUS_CHECK enum onus_err onus_records_add(struct onus_records *r, struct slice source,
					  const struct onus_column *columns, size_t count,
					  size_t rows);

/* Adds records from CSV: RFC 4180, header first, UTF-8 (a byte order mark is skipped), "\n" or
 * "\r\n"; a blank after a separator belongs to no value; an empty field is missing. The bytes come
 * in pieces of any size; `last` with the final one (which may be empty). ONUS_BAD_INPUT, naming
 * line and column, for a ragged row, an open quote, a NUL or what is no UTF-8, or a field beyond
 * LINK_FIELD_MAX; the source is then not added. */
ONUS_CHECK enum onus_err onus_records_csv(struct onus_records *r, struct slice source,
					  struct slice bytes, bool last);

/* Of the columns added so far, the one whose name says that it tells records apart ("unique_id",
 * "record_id", "id"): lent until the adding ends. Empty where there is none. */
struct slice onus_records_id_column(const struct onus_records *r);

/* Ends the adding: `id` names the column that tells the records of one source apart; without a name
 * the records are numbered from 1. ONUS_BAD_INPUT where it is not there, has a missing value, or
 * the same twice in one source (value and both rows are named). */
ONUS_CHECK enum onus_err onus_records_finish(struct onus_records *r, struct slice id);

size_t onus_records_count(const struct onus_records *r);
/* The id of a row, lent; and the name of its source. */
struct slice onus_records_id(const struct onus_records *r, uint32_t row);
struct slice onus_records_source(const struct onus_records *r, uint32_t row);
/* The value of a named column in a row, lent; p is NULL where it is missing or there is no such
 * column. */
struct slice onus_records_value(const struct onus_records *r, uint32_t row, struct slice column);

/* --- what columns hold --- */

enum onus_column_kind {
	ONUS_COLUMN_UNKNOWN,
	ONUS_COLUMN_EMPTY,
	ONUS_COLUMN_ID,
	ONUS_COLUMN_GIVEN_NAME,
	ONUS_COLUMN_FAMILY_NAME,
	ONUS_COLUMN_FULL_NAME,
	ONUS_COLUMN_BIRTH,
	ONUS_COLUMN_DATE,
	ONUS_COLUMN_POSTCODE,
	ONUS_COLUMN_PLACE, /* town, village */
	ONUS_COLUMN_BIRTHPLACE,
	ONUS_COLUMN_STREET,
	ONUS_COLUMN_HOUSE,
	ONUS_COLUMN_PHONE,
	ONUS_COLUMN_EMAIL,
	ONUS_COLUMN_NATIONAL_ID, /* NHS number, national insurance, passport */
	ONUS_COLUMN_MARK,        /* of a vehicle */
	ONUS_COLUMN_GENDER,
	ONUS_COLUMN_OCCUPATION,
	ONUS_COLUMN_NUMBER,
	ONUS_COLUMN_CATEGORY, /* few values, many rows each */
	ONUS_COLUMN_TEXT,
};

/* "given name", "date of birth" ... */
const char *onus_column_kind_words(enum onus_column_kind kind);

enum { ONUS_PROFILE_VALUES_MAX = 5 };

/* One column; slices are lent by the records. */
struct onus_column_profile {
	struct slice name;
	enum onus_column_kind kind; /* by its name where its values don't speak against it */
	uint64_t present;           /* rows that have a value */
	uint64_t distinct;          /* different values */
	size_t common_count;
	struct onus_common_value {
		struct slice value;
		uint64_t rows;
	} common[ONUS_PROFILE_VALUES_MAX]; /* the most frequent first */
	struct slice shortest;             /* p is NULL where no row has a value */
	struct slice longest;
	const char *warnings; /* one sentence a line; empty where there is none */
};

struct onus_profile {
	uint64_t rows;
	size_t count;
	struct onus_column_profile *columns; /* in the order of the input */
	void *memory;
};

/* Looks at every column: how full it is, what it seems to hold, and which values are no values:
 * "unknown", 1 January, a telephone number of hundreds. */
ONUS_CHECK enum onus_err onus_profile(const struct onus_records *r, struct onus_profile *out);
void onus_profile_finish(struct onus_profile *p);

/* A blocking rule that was thought of. */
struct onus_rule_offer {
	const char *rule;
	uint64_t pairs; /* that it makes by itself */
	bool taken;     /* false: they would be too many */
};

/* Settings to begin with. */
struct onus_start {
	const char *json;     /* Splink's, with words where it has room for them; ends with a NUL */
	struct slice id;      /* the column that tells records apart; empty: none does */
	const char *warnings; /* one sentence a line; empty where there is none */
	size_t rule_count;    /* without those whose pairs one before them makes all */
	struct onus_rule_offer *rules;
	size_t certain_count; /* rules that name certain matches, for onus_train_options */
	const char **certain;
	size_t left_out_count; /* columns that are not compared */
	struct slice *left_out;
	void *memory;
};

enum { ONUS_START_PAIRS_MAX = 10 };

/* Writes settings for columns whose kind is known. `id` names the column that tells records apart;
 * empty: it is looked for. Rules that make more than ONUS_START_PAIRS_MAX pairs a record are not
 * taken. ONUS_BAD_INPUT where there is nothing to compare, nothing to block on, or no such id. */
ONUS_CHECK enum onus_err onus_start(const struct onus_records *r, const struct onus_profile *p,
				    struct slice id, struct onus_start *out);
void onus_start_finish(struct onus_start *s);

/* --- model --- */

struct onus_model;

/* Reads settings or a saved model of Splink 4 or 5. `name` is what messages call it. What it
 * doesn't know it refuses: ONUS_BAD_INPUT names the place in the JSON, the column in the SQL text,
 * what was found, and the nearest thing that would do. */
ONUS_CHECK enum onus_err onus_model_parse(struct slice json, const char *name,
					  struct onus_model **out);
/* Our own model for people, before training, for the columns that are there: given and family name
 * or full name, date of birth, postcode, town, phone, e-mail, found by their names. ONUS_BAD_INPUT
 * where too few are. */
ONUS_CHECK enum onus_err onus_model_people(const struct onus_records *r, struct onus_model **out);
void onus_model_destroy(struct onus_model **m);

/* Writes the model as Splink's JSON into memory from malloc; the caller frees it. With `for_splink`
 * it holds only what Splink itself reads, and ONUS_NO is given where that would change a weight. */
ONUS_CHECK enum onus_err onus_model_write(const struct onus_model *m, bool for_splink, char **out,
					  size_t *length);

/* What is not as it should be, one sentence a line: parameters never trained, ones that stuck at a
 * bound, sessions that ended at the iteration limit. Lent; empty where all is well. */
const char *onus_model_warnings(const struct onus_model *m);

/* The column that tells records apart, lent: unique_id_column_name. */
struct slice onus_model_id(const struct onus_model *m);
/* Number of its blocking rules for predicting. */
size_t onus_model_rule_count(const struct onus_model *m);
/* Calls `want` with every column that the model reads, and that further blocking `rules` read: for
 * onus_records_want. A name may come more than once. ONUS_BAD_INPUT where a rule can't be read. */
ONUS_CHECK enum onus_err onus_model_columns(const struct onus_model *m, const struct slice *rules,
					    size_t count,
					    void (*want)(void *context, struct slice name),
					    void *context);

/* --- training --- */

struct onus_train_options {
	unsigned threads; /* 0: one for each processor */
	double recall;    /* of the deterministic rules; 0: 0.7 */
	const struct slice
		*certain; /* rules that name certain matches, for lambda; NULL: keep the model's */
	size_t certain_count;
	const struct slice
		*sessions; /* blocking rules of the EM sessions; NULL: chosen from the model */
	size_t session_count;
	bool exact_u;    /* never sample, however long it takes */
	bool splink_u;   /* Splink's definition: matches stay among the random pairs */
	bool dependence; /* weigh less what agrees together anyway: Splink can't read such a model
			  */
};

/* Fills in what the model leaves open or has from an earlier training: lambda (where rules for it
 * are given), u, m; what is fixed in the model stays. What could not be found, or only with a
 * doubt, stands in onus_model_warnings. ONUS_BAD_INPUT for a rule that can't be read or a recall
 * outside (0, 1]. */
ONUS_CHECK enum onus_err onus_train(struct onus_model *m, const struct onus_records *r,
				    const struct onus_train_options *o);

struct onus_verdict;

/* m from pairs that people called the same; the others are not looked at. Few labels move m little:
 * what the model says already counts as much as LINK_LABELS_PRIOR of them. */
ONUS_CHECK enum onus_err onus_train_labels(struct onus_model *m, const struct onus_records *r,
					   const struct onus_verdict *labels, size_t count);
/* m from every pair of rows that hold the same value in a column: the truth of test data. */
ONUS_CHECK enum onus_err onus_train_label_column(struct onus_model *m, const struct onus_records *r,
						 struct slice column, unsigned threads);

/* --- pairs --- */

/* What comes out of predicting: rows of one pair, left before right in the order of their ids. */
struct onus_edge {
	uint32_t left;
	uint32_t right;
	double weight;    /* log2 of the odds that both are the same */
	uint64_t pattern; /* the level of every comparison, packed (onus_pattern_level) */
	uint32_t rule;    /* number of the first blocking rule that made the pair */
};

/* One of the largest blocks, or one left out. */
struct onus_block {
	uint32_t rule;
	uint64_t rows;
	uint64_t pairs;
	bool left_out;
	const char *key; /* the values that its rows share, for people */
};

struct onus_edges {
	size_t count;
	struct onus_edge *items; /* by left id, then right id */
	uint64_t compared;       /* pairs that the rules made */
	uint64_t left_out; /* pairs of blocks beyond the limit, not compared: told, never silent */
	size_t rule_count; /* pairs that each rule made first */
	uint64_t *rule_pairs;
	size_t block_count; /* the largest blocks, the largest first, and those left out */
	struct onus_block *blocks;
	void *memory;
};

struct onus_predict_options {
	unsigned threads;
	double weight_min;        /* only edges of at least this weight; -INFINITY: all */
	uint64_t block_pairs_max; /* a block of more pairs is left out; 0: LINK_BLOCK_PAIRS_MAX */
};

ONUS_CHECK enum onus_err onus_predict(const struct onus_model *m, const struct onus_records *r,
				      const struct onus_predict_options *o, struct onus_edges *out);
void onus_edges_finish(struct onus_edges *e);

/* Number of a comparison's level in a pattern: -1 for "missing", 0 for "all other", up to the top.
 */
int onus_pattern_level(const struct onus_model *m, uint64_t pattern, size_t comparison);
/* weight = log2(odds); the probability it stands for, and back. */
double onus_probability(double weight);
double onus_weight(double probability);

/* --- why --- */

enum { ONUS_PART_COLUMNS_MAX = 4 };

/* What one comparison adds to the weight of a pair. Slices are lent by the model. */
struct onus_part {
	struct slice comparison;
	struct slice level; /* its label, or its condition where it has none */
	int gamma;
	double weight;    /* log2(m/u) of the level */
	double tf_weight; /* what the frequency of the very values adds to that */
	double tf_left;   /* frequency of the values, 0 to 1; NAN where it does not count */
	double tf_right;
	size_t column_count; /* columns that the comparison reads, the first few */
	struct slice columns[ONUS_PART_COLUMNS_MAX];
};

/* A level that would put the pair on the other side of the threshold, all else as it is. */
struct onus_change {
	size_t comparison;
	struct slice level;
	double weight; /* of the pair, then */
};

struct onus_explanation {
	double weight; /* prior + dependence + all parts */
	double prior;
	double dependence; /* correction for comparisons that agree together */
	size_t count;      /* one part for each comparison, in the model's order */
	struct onus_part *parts;
	size_t change_count; /* at most one for each comparison: the nearest level that would do */
	struct onus_change *changes;
	void *memory;
};

/* A model ready to explain pairs of these records; both are lent for its life. */
struct onus_explainer;
ONUS_CHECK enum onus_err onus_explainer_create(const struct onus_model *m,
					       const struct onus_records *r,
					       struct onus_explainer **out);
void onus_explainer_destroy(struct onus_explainer **x);

/* Why a pair of rows weighs what it weighs, and what would bring it over `threshold` (a weight) or
 * below. Any two rows may be asked for, also a row with itself. */
ONUS_CHECK enum onus_err onus_explain(struct onus_explainer *x, uint32_t left, uint32_t right,
				      double threshold, struct onus_explanation *out);
void onus_explanation_finish(struct onus_explanation *e);

/* --- clusters --- */

/* What a person decided of two rows: "they are the same", or "they are different". */
struct onus_verdict {
	uint32_t left;
	uint32_t right;
	bool same;
};

enum onus_conflict_kind {
	ONUS_CONFLICT_DECISIONS, /* the decisions contradict one another: none of these is applied
				  */
	ONUS_CONFLICT_HELD,   /* an edge would join what a person keeps apart: it was held back */
	ONUS_CONFLICT_BRIDGE, /* a cluster hung together by its weakest edge alone: it was cut there
			       */
};

struct onus_conflict {
	enum onus_conflict_kind kind;
	uint32_t left;
	uint32_t right;
	double weight; /* of the edge held back or cut; NAN for decisions */
	size_t path;   /* first of `path_count` rows in onus_clusters.paths: why */
	size_t path_count;
};

struct onus_clusters {
	size_t rows;
	uint32_t *of; /* [rows] the cluster of each row: the row whose id comes first in it */
	size_t count; /* clusters, of one row or more */
	size_t conflict_count;
	struct onus_conflict *conflicts;
	uint32_t *paths;
	void *memory;
};

struct onus_cluster_options {
	double weight_min;                   /* edges below it join nothing */
	const struct onus_verdict *verdicts; /* answers of people */
	size_t verdict_count;
	size_t size_max;  /* larger clusters are cut at their weakest bridges; 0: never */
	bool single_best; /* a row joins only its best partner in each other source: no two rows of
			     one source are together, unless people call them the same */
	bool drop_ties;   /* single best: of several partners that are equally good, none; else the
			     one whose id comes first */
};

/* Joins what edges of at least weight_min connect, heaviest first. What people call the same is
 * always together, what they call different never, over however many rows between; where the two
 * contradict one another, neither is applied, and all on the ring is told. A cluster larger than
 * size_max is cut at its weakest bridge, again and again; where it has none, its weakest edges are
 * left out until it has. Edges are taken as onus_predict gives them: left before right by id, each
 * pair once. ONUS_BAD_INPUT where an edge or a decision names a row that is not there; ONUS_USAGE
 * for single best links where there is one source.
 * onus_clusters_finish frees the answer. */
ONUS_CHECK enum onus_err onus_cluster(const struct onus_records *r, const struct onus_edges *e,
				      const struct onus_cluster_options *o,
				      struct onus_clusters *out);
void onus_clusters_finish(struct onus_clusters *c);

/* How a cluster hangs together. */
struct onus_measure {
	uint32_t cluster; /* its row, as in onus_clusters.of */
	uint32_t rows;
	uint64_t edges;   /* between rows of it */
	uint32_t bridges; /* edges without which it would fall in two */
	uint32_t left;    /* of the weakest bridge; */
	uint32_t right;   /* both are `cluster` where there is none */
	double density;   /* edges to all pairs of its rows: 1 where everyone is linked to all */
	double weakest;   /* lightest edge; NAN where it has none: joined by a person */
	double weakest_bridge; /* NAN where it has none */
};

struct onus_measures {
	size_t count;
	struct onus_measure *clusters; /* of two rows or more, largest first, then by id */
	uint32_t *degrees;             /* [rows] edges of each row in its cluster */
	bool *bridges;                 /* [edges] */
	void *memory;
};

/* Measures clusters that were made of these edges with these options: a weak bridge in a large one
 * is where to look for two people made one. Edges below the threshold don't count; what people call
 * the same holds rows together, but is no edge. Equal pairs come once in `e`. */
ONUS_CHECK enum onus_err onus_measure(const struct onus_records *r, const struct onus_edges *e,
				      const struct onus_cluster_options *o,
				      const struct onus_clusters *c, struct onus_measures *out);
void onus_measures_finish(struct onus_measures *m);

/* --- one record more --- */

/* Records that more can be added to, each compared with those before it, in a time that goes by how
 * many share a blocking key with it and not by how many there are. Every record added one by one
 * gives the edges that onus_predict gives for all of them, but for how common values are: that
 * stays as it was when the index was made, and a new value counts as unknown, as in Splink, unless
 * a column tf_... tells it. (Where a column of numbers gets a text, what is ordered by it is
 * ordered as text from then on.) */
struct onus_index;

struct onus_index_options {
	double weight_min;        /* only edges of at least this weight; -INFINITY: all */
	uint64_t block_pairs_max; /* as for onus_predict */
};

/* The model is lent. The records, which may be none but have their columns, become the index's, and
 * *records NULL; where that fails, they stay the caller's. */
ONUS_CHECK enum onus_err onus_index_create(const struct onus_model *m,
					   struct onus_records **records,
					   const struct onus_index_options *o,
					   struct onus_index **out);
void onus_index_destroy(struct onus_index **x);
/* What is in it, lent: for looking at, for clusters and lineage. To train or predict, read the
 * records anew. */
const struct onus_records *onus_index_records(const struct onus_index *x);

/* Adds one record: columns[i].values[0] is its value in a column, a column that is not named is
 * missing. Gives its row, and its edges to rows before it, lent until the next call; `compared` and
 * `left_out` are of this record. ONUS_BAD_INPUT, and nothing has changed, where a column is not
 * there, the id is missing, there already, or not in the order of the others (a text among
 * numbers, a second source beside one), or the model can't be worked out for a value. */
ONUS_CHECK enum onus_err onus_index_add(struct onus_index *x, struct slice source,
					const struct onus_column *columns, size_t count,
					uint32_t *row, struct onus_edges *out);
/* Takes a row back: nothing is compared with it any more. Its number is not used again, its id may
 * be. */
ONUS_CHECK enum onus_err onus_index_remove(struct onus_index *x, uint32_t row);

/* --- entities: clusters that keep their name --- */

/* Clusters come and go as records and decisions do; an entity's id, a number from 1 on, stays.
 * Merge: the older id survives, the other answers as it from then on. Split: the id stays with the
 * record that was received first, the rest gets new ids. No id is given twice, and each answers for
 * ever. An operation costs what it touches, whatever the number of records; after any of them
 * clusters are what onus_cluster makes of the same records, edges and decisions. */
struct onus_lineage;

enum onus_lineage_kind {
	ONUS_LINEAGE_NEW,      /* rows that were of no entity are a new one */
	ONUS_LINEAGE_GREW,     /* rows that were of no entity are of `entity` */
	ONUS_LINEAGE_MERGED,   /* `from` answers as `entity` from now on */
	ONUS_LINEAGE_SPLIT,    /* rows of `from` are a new entity */
	ONUS_LINEAGE_MOVED,    /* rows of `from` are of `entity`, which was there before */
	ONUS_LINEAGE_RESTORED, /* `entity` answered as another and is itself again: an undo */
	ONUS_LINEAGE_LOST,     /* rows of `from` are gone, and `entity` is 0: the undo of an add */
};

/* What became of `rows` rows that were `from` (0: of no entity), of which `row` was received first.
 */
struct onus_lineage_change {
	enum onus_lineage_kind kind;
	uint64_t from;
	uint64_t entity;
	uint32_t row;
	uint32_t rows;
};

/* What an operation changed, by `from` and then `entity`; and what could not be joined in the
 * clusters it touched. */
struct onus_lineage_changes {
	uint64_t operation; /* its number, for onus_lineage_undo */
	size_t count;
	struct onus_lineage_change *items;
	uint32_t unchanged; /* entities that were touched and are as before */
	size_t conflict_count;
	struct onus_conflict *conflicts;
	uint32_t *paths;
	void *memory;
};

struct onus_lineage_options {
	struct onus_cluster_options clusters; /* with verdicts given by then */
	const uint64_t *entities; /* [rows] as they were, 0: none yet; NULL: none has one */
	const uint64_t *received; /* [rows] lower: earlier, each once; NULL: in the order of ids */
	uint64_t next;            /* first id that was never given; 0: work it out, or 1 */
};

/* Begins with all records and edges so far. Records are lent; edges are copied. Tells what changed
 * against o->entities. ONUS_BAD_INPUT as for onus_cluster, and where an entity is not below
 * LINK_ENTITIES_MAX or `next`. */
ONUS_CHECK enum onus_err onus_lineage_create(const struct onus_records *r,
					     const struct onus_edges *e,
					     const struct onus_lineage_options *o,
					     struct onus_lineage_changes *told,
					     struct onus_lineage **out);
void onus_lineage_destroy(struct onus_lineage **l);

/* Takes in row onus_lineage_rows(), which the records must have by now, with its edges to rows
 * before it. */
ONUS_CHECK enum onus_err onus_lineage_add(struct onus_lineage *l, const struct onus_edge *edges,
					  size_t count, struct onus_lineage_changes *told);
ONUS_CHECK enum onus_err onus_lineage_decide(struct onus_lineage *l, struct onus_verdict v,
					     struct onus_lineage_changes *told);
/* Takes an add or a decision back, whatever came after it: clusters are as if it had never been.
 * Where nothing came after it, entities are exactly as before. With a row go its edges and the
 * decisions about it. ONUS_USAGE where there was no such operation, or it is undone already. */
ONUS_CHECK enum onus_err onus_lineage_undo(struct onus_lineage *l, uint64_t operation,
					   struct onus_lineage_changes *told);
void onus_lineage_changes_finish(struct onus_lineage_changes *c);

/* Rows so far, those taken back with them. */
uint32_t onus_lineage_rows(const struct onus_lineage *l);
/* The cluster of a row: the row whose id comes first in it; itself where it was taken back. */
uint32_t onus_lineage_cluster(const struct onus_lineage *l, uint32_t row);
/* The entity of a row; 0 where it was taken back. */
uint64_t onus_lineage_entity(const struct onus_lineage *l, uint32_t row);
/* What an id answers as today: itself, what it became part of, or 0 where no record of it is left
 * or it was never given. */
uint64_t onus_lineage_answer(const struct onus_lineage *l, uint64_t entity);
/* Tells the lineage of an id that became part of another before it was created. */
ONUS_CHECK enum onus_err onus_lineage_merged(struct onus_lineage *l, uint64_t from,
					     uint64_t entity);
/* First id that was never given. */
uint64_t onus_lineage_next(const struct onus_lineage *l);

/* --- how right it is --- */

/* Where a share lies with 95 % confidence (E. Wilson 1927). */
struct onus_interval {
	double low;
	double high;
};

/* The interval of `right` of `of` drawn one by one; 0 to 1 where `of` is 0. */
struct onus_interval onus_wilson(uint64_t right, uint64_t of);

/* Pairs that were claimed to be the same, against those that are. Pairs that are neither are never
 * counted: nearly all are, and any share of them looks good (P. Christen, K. Goiser 2007). The
 * intervals take each pair as drawn by itself; where entities have many rows they are too narrow.
 */
struct onus_rates {
	uint64_t known; /* pairs that are the same, found or not */
	uint64_t claimed;
	uint64_t right;   /* both */
	double precision; /* right / claimed; NAN where nothing is claimed */
	double recall;    /* right / known; NAN where nothing is known */
	double f1;        /* NAN where either is */
	struct onus_interval precision_in;
	struct onus_interval recall_in;
};

/* Of all rows whose truth is known, or of a group of them. A pair, an entity or a cluster is of
 * every group that a row of it is of. */
struct onus_accuracy {
	uint32_t rows;
	uint32_t entities;
	uint32_t clusters;
	uint32_t exact;                /* entities that are one cluster, with no other row in it */
	uint32_t many;                 /* entities of two rows or more ... */
	uint32_t whole;                /* ... and those of them whose rows are all in one cluster */
	struct onus_interval whole_in; /* of whole / many */
	struct onus_rates pairs;
	double bcubed_precision; /* mean over rows of the share of the row's cluster that is of its
				    entity (A. Bagga, B. Baldwin 1998); NAN without rows */
	double bcubed_recall;    /* mean over rows of the share of its entity that is in its cluster
				  */
	double bcubed_f1;        /* harmonic mean of both */
};

/* What is known. */
struct onus_truth {
	struct slice column;    /* rows of equal values are one entity; without one: not known */
	bool across;            /* only pairs of two sources count: for linking without deduping */
	const uint32_t *groups; /* [rows] below group_count, or UINT32_MAX: none; may be NULL */
	size_t group_count;
};

/* How right clusters are: pairs are counted, not walked. `groups`: [group_count], or NULL.
 * ONUS_BAD_INPUT where there is no such column or a group is beyond group_count. */
ONUS_CHECK enum onus_err onus_accuracy_of(const struct onus_records *r,
					  const struct onus_clusters *c, const struct onus_truth *t,
					  struct onus_accuracy *all, struct onus_accuracy *groups);
/* How right the edges are that reach each of these weights: the curve of precision and recall.
 * `known` are all true pairs, compared or not. */
ONUS_CHECK enum onus_err onus_rates_of(const struct onus_records *r, const struct onus_edges *e,
				       const struct onus_truth *t, const double *weights,
				       size_t count, struct onus_rates *out);
/* What a blocking rule adds to those before it. */
struct onus_rule_rates {
	uint64_t pairs;      /* that it makes and no rule before it */
	uint64_t right;      /* of them, true */
	double completeness; /* share of all true pairs that this rule or one before it makes */
	double reduction;    /* share of all pairs of the link type that none of them makes */
};

/* Of every rule of the model: out[onus_model_rule_count(m)]. Walks all pairs that they make. */
ONUS_CHECK enum onus_err onus_rates_of_rules(const struct onus_model *m,
					     const struct onus_records *r,
					     const struct onus_truth *t, unsigned threads,
					     struct onus_rule_rates *out);
/* The same of pairs that people have labelled, and of no others. ONUS_BAD_INPUT where a pair is
 * labelled both ways. */
ONUS_CHECK enum onus_err onus_rates_of_labels(const struct onus_edges *e,
					      const struct onus_verdict *labels, size_t label_count,
					      const double *weights, size_t count,
					      struct onus_rates *out);

#endif
