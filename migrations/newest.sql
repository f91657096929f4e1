CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE accounts (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	created_at DATETIME NOT NULL, language TEXT, delete_after DATETIME, 
	CONSTRAINT pk_accounts PRIMARY KEY (id)
);

CREATE TABLE guilds (
	id BIGINT NOT NULL, 
	name TEXT NOT NULL, 
	language TEXT, 
	default_model TEXT, 
	ops_channel_id BIGINT, 
	created_at DATETIME NOT NULL, creator_role_id BIGINT, rating TEXT, greeted_at DATETIME, quiet TEXT, shares_ratings BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_guilds PRIMARY KEY (id)
);

CREATE TABLE account_identities (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	provider TEXT NOT NULL, 
	identity BIGINT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT fk_account_identities_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT pk_account_identities PRIMARY KEY (id), 
	CONSTRAINT uq_account_identities_provider_identity UNIQUE (provider, identity)
);

CREATE INDEX ix_account_identities_account_id ON account_identities (account_id);

CREATE TABLE campaign_channels (
	channel_id BIGINT NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	bound_at DATETIME NOT NULL, heard_up_to BIGINT, 
	CONSTRAINT fk_campaign_channels_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE, 
	CONSTRAINT pk_campaign_channels PRIMARY KEY (channel_id)
);

CREATE INDEX ix_campaign_channels_campaign_id ON campaign_channels (campaign_id);

CREATE TABLE members (
	campaign_id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	joined_at DATETIME NOT NULL, 
	CONSTRAINT fk_members_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_members_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE, 
	CONSTRAINT pk_members PRIMARY KEY (campaign_id, account_id)
);

CREATE INDEX ix_members_account_id ON members (account_id);

CREATE TABLE actions (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	turn_id INTEGER, 
	channel_id BIGINT NOT NULL, 
	discord_id BIGINT NOT NULL, 
	kind TEXT NOT NULL, 
	author TEXT NOT NULL, 
	text TEXT NOT NULL, 
	received_at DATETIME NOT NULL, 
	CONSTRAINT fk_actions_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_actions_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE, 
	CONSTRAINT fk_actions_turn_id FOREIGN KEY(turn_id) REFERENCES turns (id) ON DELETE SET NULL, 
	CONSTRAINT pk_actions PRIMARY KEY (id), 
	CONSTRAINT uq_actions_discord_id UNIQUE (discord_id)
);

CREATE INDEX ix_actions_account_id ON actions (account_id);

CREATE INDEX ix_actions_campaign_id_id ON actions (campaign_id, id);

CREATE INDEX ix_actions_channel_id_discord_id ON actions (channel_id, discord_id);

CREATE INDEX ix_actions_turn_id ON actions (turn_id);

CREATE INDEX ix_actions_unanswered ON actions (campaign_id, id) WHERE turn_id IS NULL;

CREATE TABLE messages (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	turn_id INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	author TEXT, 
	content TEXT NOT NULL, 
	CONSTRAINT fk_messages_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE, 
	CONSTRAINT fk_messages_turn_id FOREIGN KEY(turn_id) REFERENCES turns (id) ON DELETE CASCADE, 
	CONSTRAINT pk_messages PRIMARY KEY (id)
);

CREATE INDEX ix_messages_campaign_id_id ON messages (campaign_id, id);

CREATE INDEX ix_messages_turn_id ON messages (turn_id);

CREATE TRIGGER recall_messages_added AFTER INSERT ON messages BEGIN INSERT INTO recall(rowid, campaign, text) VALUES (new.id * 2, 'c' || new.campaign_id, new.content); END;

CREATE TRIGGER recall_messages_changed AFTER UPDATE OF content ON messages BEGIN INSERT INTO recall(recall, rowid, campaign, text) VALUES ('delete', old.id * 2, 'c' || old.campaign_id, old.content); INSERT INTO recall(rowid, campaign, text) VALUES (new.id * 2, 'c' || new.campaign_id, new.content); END;

CREATE TRIGGER recall_messages_dropped AFTER DELETE ON messages BEGIN INSERT INTO recall(recall, rowid, campaign, text) VALUES ('delete', old.id * 2, 'c' || old.campaign_id, old.content); END;

CREATE TABLE "turns" (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	channel_id BIGINT NOT NULL, 
	status TEXT NOT NULL, 
	action_ids TEXT NOT NULL, 
	reply_ids TEXT NOT NULL, 
	model TEXT, 
	narration TEXT, 
	state_before TEXT, 
	state_after TEXT, 
	started_at DATETIME, 
	told_at DATETIME, 
	first_word_ms FLOAT, 
	last_word_ms FLOAT, 
	error TEXT, 
	delivered BOOLEAN NOT NULL, 
	take INTEGER DEFAULT '1' NOT NULL, 
	wanted_model TEXT, 
	notes TEXT DEFAULT '[]' NOT NULL, 
	memories TEXT, 
	reverted_at DATETIME, again BOOLEAN DEFAULT 0 NOT NULL, findings TEXT DEFAULT '[]' NOT NULL, duel INTEGER, checked INTEGER, 
	CONSTRAINT fk_turns_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE, 
	CONSTRAINT pk_turns PRIMARY KEY (id), 
	CONSTRAINT uq_turns_campaign_id_number_take UNIQUE (campaign_id, number, take)
);

CREATE INDEX ix_turns_campaign_id_told_at ON turns (campaign_id, told_at);

CREATE INDEX ix_turns_telling ON turns (campaign_id) WHERE status = 'telling';

CREATE INDEX ix_turns_undelivered ON turns (campaign_id) WHERE status = 'told' AND NOT delivered;

CREATE TABLE "llm_calls" (
	id INTEGER NOT NULL, 
	turn_id INTEGER, 
	duel INTEGER, 
	guild_id BIGINT, 
	campaign_id INTEGER, 
	purpose TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	provider TEXT NOT NULL, 
	model TEXT NOT NULL, 
	model_returned TEXT, 
	started_at DATETIME NOT NULL, 
	queue_ms FLOAT NOT NULL, 
	ttft_ms FLOAT, 
	first_text_ms FLOAT, 
	e2e_ms FLOAT NOT NULL, 
	max_gap_ms FLOAT, 
	input_tokens INTEGER, 
	cache_read_tokens INTEGER, 
	cache_write_tokens INTEGER, 
	output_tokens INTEGER, 
	reasoning_tokens INTEGER, 
	usage_source TEXT NOT NULL, 
	cost_usd BIGINT, 
	price_date TEXT, 
	finish_reason TEXT, 
	tool_calls INTEGER NOT NULL, 
	tool_calls_valid INTEGER NOT NULL, 
	error_class TEXT, 
	http_status INTEGER, 
	request_id TEXT, 
	prompt_hash TEXT NOT NULL, 
	prompt_version TEXT NOT NULL, 
	account_id INTEGER, 
	route INTEGER DEFAULT '0' NOT NULL, 
	withdrawn BOOLEAN DEFAULT 0 NOT NULL, chunks INTEGER, replay INTEGER, 
	CONSTRAINT fk_llm_calls_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE SET NULL, 
	CONSTRAINT fk_llm_calls_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id) ON DELETE SET NULL, 
	CONSTRAINT fk_llm_calls_guild_id FOREIGN KEY(guild_id) REFERENCES guilds (id) ON DELETE SET NULL, 
	CONSTRAINT fk_llm_calls_turn_id FOREIGN KEY(turn_id) REFERENCES turns (id) ON DELETE SET NULL, 
	CONSTRAINT pk_llm_calls PRIMARY KEY (id)
);

CREATE INDEX ix_llm_calls_campaign_id_started_at ON llm_calls (campaign_id, started_at);

CREATE INDEX ix_llm_calls_duel ON llm_calls (duel);

CREATE INDEX ix_llm_calls_guild_id_started_at ON llm_calls (guild_id, started_at);

CREATE INDEX ix_llm_calls_model_started_at ON llm_calls (model, started_at);

CREATE INDEX ix_llm_calls_replay ON llm_calls (replay);

CREATE INDEX ix_llm_calls_started_at ON llm_calls (started_at);

CREATE INDEX ix_llm_calls_turn_id ON llm_calls (turn_id);

CREATE TABLE provider_keys (
	id INTEGER NOT NULL, 
	guild_id BIGINT NOT NULL, 
	provider TEXT NOT NULL, 
	sealed BLOB NOT NULL, 
	last_four TEXT NOT NULL, 
	added_by INTEGER, 
	added_at DATETIME NOT NULL, 
	CONSTRAINT fk_provider_keys_added_by FOREIGN KEY(added_by) REFERENCES accounts (id) ON DELETE SET NULL, 
	CONSTRAINT fk_provider_keys_guild_id FOREIGN KEY(guild_id) REFERENCES guilds (id) ON DELETE CASCADE, 
	CONSTRAINT pk_provider_keys PRIMARY KEY (id), 
	CONSTRAINT uq_provider_keys_guild_id_provider UNIQUE (guild_id, provider)
);

CREATE TABLE budgets (
	id INTEGER NOT NULL, 
	guild_id BIGINT NOT NULL, 
	scope TEXT NOT NULL, 
	subject BIGINT NOT NULL, 
	period TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	amount BIGINT NOT NULL, 
	warned_for TEXT, 
	set_by INTEGER, 
	set_at DATETIME NOT NULL, 
	CONSTRAINT fk_budgets_guild_id FOREIGN KEY(guild_id) REFERENCES guilds (id) ON DELETE CASCADE, 
	CONSTRAINT fk_budgets_set_by FOREIGN KEY(set_by) REFERENCES accounts (id) ON DELETE SET NULL, 
	CONSTRAINT pk_budgets PRIMARY KEY (id), 
	CONSTRAINT uq_budgets_guild_id_scope_subject_period_unit UNIQUE (guild_id, scope, subject, period, unit)
);

CREATE TABLE budget_holds (
	id INTEGER NOT NULL, 
	budget_id INTEGER NOT NULL, 
	holder TEXT NOT NULL, 
	amount BIGINT NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT fk_budget_holds_budget_id FOREIGN KEY(budget_id) REFERENCES budgets (id) ON DELETE CASCADE, 
	CONSTRAINT pk_budget_holds PRIMARY KEY (id), 
	CONSTRAINT uq_budget_holds_budget_id_holder UNIQUE (budget_id, holder)
);

CREATE TABLE "campaigns" (
	id INTEGER NOT NULL, 
	guild_id BIGINT NOT NULL, 
	owner_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	themes TEXT NOT NULL, 
	language TEXT NOT NULL, 
	model TEXT, 
	secret BLOB NOT NULL, 
	commitment TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	fallbacks TEXT, 
	over_budget TEXT DEFAULT 'refuse' NOT NULL, 
	rules TEXT DEFAULT '{}' NOT NULL, 
	chair INTEGER, 
	state TEXT, status TEXT DEFAULT 'open' NOT NULL, delete_after DATETIME, theme TEXT, 
	CONSTRAINT fk_campaigns_chair FOREIGN KEY(chair) REFERENCES accounts (id) ON DELETE SET NULL, 
	CONSTRAINT fk_campaigns_guild_id FOREIGN KEY(guild_id) REFERENCES guilds (id) ON DELETE CASCADE, 
	CONSTRAINT fk_campaigns_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id), 
	CONSTRAINT pk_campaigns PRIMARY KEY (id)
);

CREATE INDEX ix_campaigns_guild_id ON campaigns (guild_id);

CREATE INDEX ix_campaigns_owner_id ON campaigns (owner_id);

CREATE TABLE "ledger" (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	turn_id INTEGER, 
	kind TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	summary TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	account_id INTEGER, 
	after_turn INTEGER, 
	changes TEXT DEFAULT '[]' NOT NULL, 
	CONSTRAINT fk_ledger_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE SET NULL, 
	CONSTRAINT fk_ledger_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE, 
	CONSTRAINT fk_ledger_turn_id FOREIGN KEY(turn_id) REFERENCES turns (id) ON DELETE CASCADE, 
	CONSTRAINT pk_ledger PRIMARY KEY (id)
);

CREATE INDEX ix_ledger_campaign_id_id ON ledger (campaign_id, id);

CREATE INDEX ix_ledger_turn_id ON ledger (turn_id);

CREATE TABLE facts (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	turn_id INTEGER, 
	account_id INTEGER, 
	character_id INTEGER, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	text TEXT NOT NULL, 
	pinned BOOLEAN DEFAULT 0 NOT NULL, 
	made_at DATETIME NOT NULL, 
	removed_at DATETIME, 
	CONSTRAINT fk_facts_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE SET NULL, 
	CONSTRAINT fk_facts_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE, 
	CONSTRAINT fk_facts_character_id FOREIGN KEY(character_id) REFERENCES characters (id) ON DELETE CASCADE, 
	CONSTRAINT fk_facts_turn_id FOREIGN KEY(turn_id) REFERENCES turns (id) ON DELETE CASCADE, 
	CONSTRAINT pk_facts PRIMARY KEY (id)
);

CREATE INDEX ix_facts_campaign_id_id ON facts (campaign_id, id);

CREATE INDEX ix_facts_turn_id ON facts (turn_id);

CREATE TRIGGER recall_facts_added AFTER INSERT ON facts BEGIN INSERT INTO recall(rowid, campaign, text) VALUES (new.id * 2 + 1, 'c' || new.campaign_id, new.subject || ' ' || new.text); END;

CREATE TRIGGER recall_facts_changed AFTER UPDATE OF subject, text ON facts BEGIN INSERT INTO recall(recall, rowid, campaign, text) VALUES ('delete', old.id * 2 + 1, 'c' || old.campaign_id, old.subject || ' ' || old.text); INSERT INTO recall(rowid, campaign, text) VALUES (new.id * 2 + 1, 'c' || new.campaign_id, new.subject || ' ' || new.text); END;

CREATE TRIGGER recall_facts_dropped AFTER DELETE ON facts BEGIN INSERT INTO recall(recall, rowid, campaign, text) VALUES ('delete', old.id * 2 + 1, 'c' || old.campaign_id, old.subject || ' ' || old.text); END;

CREATE TABLE chapters (
	id INTEGER NOT NULL, 
	campaign_id INTEGER NOT NULL, 
	first_turn INTEGER NOT NULL, 
	last_turn INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	model TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT fk_chapters_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE, 
	CONSTRAINT pk_chapters PRIMARY KEY (id)
);

CREATE INDEX ix_chapters_campaign_id_first_turn ON chapters (campaign_id, first_turn);

CREATE TABLE compendium (
	kind TEXT NOT NULL, 
	"index" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	rules TEXT NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_compendium PRIMARY KEY (kind, "index")
);

CREATE INDEX ix_compendium_folded ON compendium (folded);

CREATE VIRTUAL TABLE recall USING fts5(campaign, text, content='', tokenize='unicode61 remove_diacritics 2');

CREATE TABLE credentials (
	account_id INTEGER NOT NULL, 
	email TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	password TEXT NOT NULL, 
	recovery TEXT, 
	made_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT fk_credentials_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT pk_credentials PRIMARY KEY (account_id), 
	CONSTRAINT uq_credentials_folded UNIQUE (folded)
);

CREATE TABLE sessions (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	discord_id BIGINT NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT fk_sessions_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT pk_sessions PRIMARY KEY (id)
);

CREATE INDEX ix_sessions_account_id ON sessions (account_id);

CREATE INDEX ix_sessions_discord_id ON sessions (discord_id);

CREATE TABLE login_attempts (
	id INTEGER NOT NULL, 
	account_id INTEGER, 
	address TEXT NOT NULL, 
	discord_id BIGINT NOT NULL, 
	name TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT fk_login_attempts_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT pk_login_attempts PRIMARY KEY (id)
);

CREATE INDEX ix_login_attempts_account_id ON login_attempts (account_id);

CREATE INDEX ix_login_attempts_address_at ON login_attempts (address, at);

CREATE INDEX ix_login_attempts_discord_id_at ON login_attempts (discord_id, at);

CREATE TABLE "characters" (
	id INTEGER NOT NULL, 
	campaign_id INTEGER, 
	account_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	race TEXT NOT NULL, 
	class TEXT NOT NULL, 
	description TEXT NOT NULL, 
	level INTEGER NOT NULL, 
	scores TEXT NOT NULL, 
	skills TEXT NOT NULL, 
	hit_points INTEGER NOT NULL, 
	max_hit_points INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	sheet TEXT, 
	retired_at DATETIME, 
	CONSTRAINT fk_characters_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_characters_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id) ON DELETE SET NULL, 
	CONSTRAINT pk_characters PRIMARY KEY (id)
);

CREATE INDEX ix_characters_account_id ON characters (account_id);

CREATE INDEX ix_characters_campaign_id ON characters (campaign_id);

CREATE TABLE drafts (
	account_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	subject BIGINT NOT NULL, 
	content TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT fk_drafts_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT pk_drafts PRIMARY KEY (account_id, kind, subject)
);

CREATE TABLE images (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	guild_id BIGINT, 
	campaign_id INTEGER, 
	character_id INTEGER, 
	account_id INTEGER, 
	prompt TEXT NOT NULL, 
	alt TEXT NOT NULL, 
	model TEXT, 
	file TEXT NOT NULL, 
	bytes INTEGER NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT fk_images_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE SET NULL, 
	CONSTRAINT fk_images_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE, 
	CONSTRAINT fk_images_character_id FOREIGN KEY(character_id) REFERENCES characters (id) ON DELETE CASCADE, 
	CONSTRAINT fk_images_guild_id FOREIGN KEY(guild_id) REFERENCES guilds (id) ON DELETE SET NULL, 
	CONSTRAINT pk_images PRIMARY KEY (id)
);

CREATE INDEX ix_images_account_id_made_at ON images (account_id, made_at);

CREATE INDEX ix_images_campaign_id_kind ON images (campaign_id, kind);

CREATE INDEX ix_images_character_id ON images (character_id);

CREATE INDEX ix_images_file ON images (file);

CREATE TABLE duels (
	id INTEGER NOT NULL, 
	guild_id BIGINT, 
	campaign_id INTEGER, 
	number INTEGER NOT NULL, 
	take INTEGER NOT NULL, 
	channel_id BIGINT NOT NULL, 
	language TEXT NOT NULL, 
	status TEXT NOT NULL, 
	model_a TEXT NOT NULL, 
	model_b TEXT NOT NULL, 
	story_a TEXT DEFAULT '' NOT NULL, 
	story_b TEXT DEFAULT '' NOT NULL, 
	facts TEXT DEFAULT '{}' NOT NULL, 
	frozen TEXT, 
	voters TEXT DEFAULT '[]' NOT NULL, 
	message_ids TEXT DEFAULT '[]' NOT NULL, 
	outcome TEXT, 
	told TEXT, 
	why TEXT, 
	made_at DATETIME NOT NULL, 
	closes_at DATETIME, 
	closed_at DATETIME, 
	CONSTRAINT fk_duels_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id) ON DELETE SET NULL, 
	CONSTRAINT fk_duels_guild_id FOREIGN KEY(guild_id) REFERENCES guilds (id) ON DELETE SET NULL, 
	CONSTRAINT pk_duels PRIMARY KEY (id), 
	CONSTRAINT uq_duels_campaign_id_number_take UNIQUE (campaign_id, number, take)
);

CREATE INDEX ix_duels_guild_id_closed_at ON duels (guild_id, closed_at);

CREATE TABLE votes (
	duel_id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	choice TEXT NOT NULL, 
	voted_at DATETIME NOT NULL, 
	CONSTRAINT fk_votes_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_votes_duel_id FOREIGN KEY(duel_id) REFERENCES duels (id) ON DELETE CASCADE, 
	CONSTRAINT pk_votes PRIMARY KEY (duel_id, account_id)
);

CREATE INDEX ix_votes_account_id_voted_at ON votes (account_id, voted_at);

CREATE TABLE complaints (
	id INTEGER NOT NULL, 
	turn_id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	what TEXT NOT NULL, 
	words TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT fk_complaints_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_complaints_turn_id FOREIGN KEY(turn_id) REFERENCES turns (id) ON DELETE CASCADE, 
	CONSTRAINT pk_complaints PRIMARY KEY (id), 
	CONSTRAINT uq_complaints_turn_id_account_id UNIQUE (turn_id, account_id)
);

CREATE INDEX ix_complaints_account_id ON complaints (account_id);

CREATE TABLE call_hours (
	id INTEGER NOT NULL, 
	hour DATETIME NOT NULL, 
	guild_id BIGINT, 
	model TEXT NOT NULL, 
	language TEXT NOT NULL, 
	size TEXT NOT NULL, 
	calls BIGINT NOT NULL, 
	retried BIGINT NOT NULL, 
	failed BIGINT NOT NULL, 
	truncated BIGINT NOT NULL, 
	refused BIGINT NOT NULL, 
	reported BIGINT NOT NULL, 
	input_tokens BIGINT NOT NULL, 
	cacheable_tokens BIGINT NOT NULL, 
	cache_read_tokens BIGINT NOT NULL, 
	cache_write_tokens BIGINT NOT NULL, 
	output_tokens BIGINT NOT NULL, 
	reasoning_tokens BIGINT NOT NULL, 
	tool_calls BIGINT NOT NULL, 
	tool_calls_valid BIGINT NOT NULL, 
	priced BIGINT NOT NULL, 
	cost_usd BIGINT NOT NULL, 
	speeds BLOB NOT NULL, 
	CONSTRAINT pk_call_hours PRIMARY KEY (id)
);

CREATE INDEX ix_call_hours_guild_id_hour ON call_hours (guild_id, hour);

CREATE INDEX ix_call_hours_hour ON call_hours (hour);

CREATE TABLE turn_hours (
	id INTEGER NOT NULL, 
	hour DATETIME NOT NULL, 
	guild_id BIGINT, 
	model TEXT NOT NULL, 
	language TEXT NOT NULL, 
	size TEXT NOT NULL, 
	turns BIGINT NOT NULL, 
	wanted BIGINT NOT NULL, 
	handed_on BIGINT NOT NULL, 
	priced BIGINT NOT NULL, 
	duels BIGINT NOT NULL, 
	cost_usd BIGINT NOT NULL, 
	first_words BLOB NOT NULL, 
	last_words BLOB NOT NULL, 
	checks BLOB NOT NULL, 
	CONSTRAINT pk_turn_hours PRIMARY KEY (id)
);

CREATE INDEX ix_turn_hours_guild_id_hour ON turn_hours (guild_id, hour);

CREATE INDEX ix_turn_hours_hour ON turn_hours (hour);

CREATE TABLE count_hours (
	id INTEGER NOT NULL, 
	hour DATETIME NOT NULL, 
	guild_id BIGINT, 
	model TEXT NOT NULL, 
	language TEXT NOT NULL, 
	size TEXT NOT NULL, 
	what TEXT NOT NULL, 
	count BIGINT NOT NULL, 
	CONSTRAINT pk_count_hours PRIMARY KEY (id)
);

CREATE INDEX ix_count_hours_guild_id_hour ON count_hours (guild_id, hour);

CREATE INDEX ix_count_hours_hour ON count_hours (hour);

CREATE TABLE call_days (
	id INTEGER NOT NULL, 
	day DATETIME NOT NULL, 
	guild_id BIGINT, 
	model TEXT NOT NULL, 
	language TEXT NOT NULL, 
	size TEXT NOT NULL, 
	calls BIGINT NOT NULL, 
	retried BIGINT NOT NULL, 
	failed BIGINT NOT NULL, 
	truncated BIGINT NOT NULL, 
	refused BIGINT NOT NULL, 
	reported BIGINT NOT NULL, 
	input_tokens BIGINT NOT NULL, 
	cacheable_tokens BIGINT NOT NULL, 
	cache_read_tokens BIGINT NOT NULL, 
	cache_write_tokens BIGINT NOT NULL, 
	output_tokens BIGINT NOT NULL, 
	reasoning_tokens BIGINT NOT NULL, 
	tool_calls BIGINT NOT NULL, 
	tool_calls_valid BIGINT NOT NULL, 
	priced BIGINT NOT NULL, 
	cost_usd BIGINT NOT NULL, 
	speeds BLOB NOT NULL, 
	CONSTRAINT pk_call_days PRIMARY KEY (id)
);

CREATE INDEX ix_call_days_day ON call_days (day);

CREATE INDEX ix_call_days_guild_id_day ON call_days (guild_id, day);

CREATE TABLE turn_days (
	id INTEGER NOT NULL, 
	day DATETIME NOT NULL, 
	guild_id BIGINT, 
	model TEXT NOT NULL, 
	language TEXT NOT NULL, 
	size TEXT NOT NULL, 
	turns BIGINT NOT NULL, 
	wanted BIGINT NOT NULL, 
	handed_on BIGINT NOT NULL, 
	priced BIGINT NOT NULL, 
	duels BIGINT NOT NULL, 
	cost_usd BIGINT NOT NULL, 
	first_words BLOB NOT NULL, 
	last_words BLOB NOT NULL, 
	checks BLOB NOT NULL, 
	CONSTRAINT pk_turn_days PRIMARY KEY (id)
);

CREATE INDEX ix_turn_days_day ON turn_days (day);

CREATE INDEX ix_turn_days_guild_id_day ON turn_days (guild_id, day);

CREATE TABLE count_days (
	id INTEGER NOT NULL, 
	day DATETIME NOT NULL, 
	guild_id BIGINT, 
	model TEXT NOT NULL, 
	language TEXT NOT NULL, 
	size TEXT NOT NULL, 
	what TEXT NOT NULL, 
	count BIGINT NOT NULL, 
	CONSTRAINT pk_count_days PRIMARY KEY (id)
);

CREATE INDEX ix_count_days_day ON count_days (day);

CREATE INDEX ix_count_days_guild_id_day ON count_days (guild_id, day);

CREATE TABLE rollup_marks (
	name TEXT NOT NULL, 
	up_to BIGINT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_rollup_marks PRIMARY KEY (name)
);

CREATE TABLE vitals (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	process TEXT NOT NULL, 
	figures TEXT NOT NULL, 
	CONSTRAINT pk_vitals PRIMARY KEY (id)
);

CREATE INDEX ix_vitals_at ON vitals (at);

CREATE TABLE schedules (
	id INTEGER NOT NULL, 
	guild_id BIGINT NOT NULL, 
	channel_id BIGINT NOT NULL, 
	account_id INTEGER, 
	what TEXT NOT NULL, 
	options TEXT DEFAULT '{}' NOT NULL, 
	cron TEXT NOT NULL, 
	zone TEXT NOT NULL, 
	language TEXT NOT NULL, 
	status TEXT NOT NULL, 
	why TEXT, 
	made_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	CONSTRAINT fk_schedules_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE SET NULL, 
	CONSTRAINT fk_schedules_guild_id FOREIGN KEY(guild_id) REFERENCES guilds (id) ON DELETE CASCADE, 
	CONSTRAINT pk_schedules PRIMARY KEY (id)
);

CREATE INDEX ix_schedules_due_at ON schedules (due_at);

CREATE INDEX ix_schedules_guild_id ON schedules (guild_id);

CREATE TABLE job_runs (
	id INTEGER NOT NULL, 
	job TEXT NOT NULL, 
	schedule_id INTEGER, 
	slot DATETIME NOT NULL, 
	began_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	outcome TEXT, 
	message_id BIGINT, 
	CONSTRAINT fk_job_runs_schedule_id FOREIGN KEY(schedule_id) REFERENCES schedules (id) ON DELETE CASCADE, 
	CONSTRAINT pk_job_runs PRIMARY KEY (id), 
	CONSTRAINT uq_job_runs_job_slot UNIQUE (job, slot)
);

CREATE INDEX ix_job_runs_schedule_id ON job_runs (schedule_id);

CREATE TABLE incidents (
	id INTEGER NOT NULL, 
	guild_id BIGINT NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	figures TEXT DEFAULT '{}' NOT NULL, 
	began_at DATETIME NOT NULL, 
	told_at DATETIME, 
	ended_at DATETIME, 
	end_told_at DATETIME, 
	CONSTRAINT fk_incidents_guild_id FOREIGN KEY(guild_id) REFERENCES guilds (id) ON DELETE CASCADE, 
	CONSTRAINT pk_incidents PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_incidents_open ON incidents (guild_id, kind, subject) WHERE ended_at IS NULL;

CREATE TABLE replays (
	id INTEGER NOT NULL, 
	guild_id BIGINT, 
	campaign_id INTEGER, 
	account_id INTEGER, 
	channel_id BIGINT, 
	scenes TEXT, 
	models TEXT NOT NULL, 
	options TEXT DEFAULT '{}' NOT NULL, 
	limit_usd BIGINT, 
	status TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	beat_at DATETIME, 
	ended_at DATETIME, 
	CONSTRAINT fk_replays_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE SET NULL, 
	CONSTRAINT fk_replays_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE, 
	CONSTRAINT fk_replays_guild_id FOREIGN KEY(guild_id) REFERENCES guilds (id) ON DELETE SET NULL, 
	CONSTRAINT pk_replays PRIMARY KEY (id)
);

CREATE INDEX ix_replays_guild_id ON replays (guild_id);

CREATE TABLE replay_tellings (
	id INTEGER NOT NULL, 
	replay_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	model TEXT NOT NULL, 
	story TEXT, 
	figures TEXT DEFAULT '{}' NOT NULL, 
	findings TEXT DEFAULT '[]' NOT NULL, 
	error TEXT, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT fk_replay_tellings_replay_id FOREIGN KEY(replay_id) REFERENCES replays (id) ON DELETE CASCADE, 
	CONSTRAINT pk_replay_tellings PRIMARY KEY (id), 
	CONSTRAINT uq_replay_tellings_replay_id_number_model UNIQUE (replay_id, number, model)
);

INSERT INTO alembic_version VALUES ('0006')
