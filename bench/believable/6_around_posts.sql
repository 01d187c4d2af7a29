-- Half of the questions answered by somebody else are solved by their first answer that stands.
INSERT INTO conversations_acceptance (thread_id, post_id, accepted_by_id, accepted_at)
SELECT DISTINCT ON (thread.id) thread.id, post.id, thread.author_id, least(post.created_at + interval '2 hours', bench.now())
FROM conversations_thread AS thread
JOIN conversations_post AS post ON post.thread_id = thread.id AND post.number > 1 AND post.deleted_at IS NULL
     AND post.author_id <> thread.author_id
WHERE thread.kind <> 'discussion' AND bench.u(thread.id, 81) < 0.55
ORDER BY thread.id, post.number;

INSERT INTO conversations_unsolved (thread_id, said_by_id, said_at)
SELECT id, author_id, last_post_at + (bench.now() - last_post_at) / 2 FROM conversations_thread AS thread
WHERE kind <> 'discussion' AND first_reply_at IS NOT NULL AND bench.u(id, 81) > 0.98
  AND created_at > bench.now() - interval '60 days';

-- Since when somebody waits: the rule of `Thread.waits_since`.
UPDATE conversations_thread AS thread SET waiting_since = coalesce(unsolved.said_at, thread.created_at)
FROM conversations_thread AS same LEFT JOIN conversations_unsolved AS unsolved ON unsolved.thread_id = same.id
WHERE same.id = thread.id AND thread.kind <> 'discussion' AND (thread.first_reply_at IS NULL OR unsolved.id IS NOT NULL)
  AND NOT EXISTS (SELECT FROM conversations_acceptance WHERE thread_id = thread.id);

-- Whose first words are which: the rule of `first_words`.
INSERT INTO conversations_firstwords (community_id, author_id, post_id, written_at)
SELECT DISTINCT ON (thread.community_id, post.author_id) thread.community_id, post.author_id, post.id, post.created_at
FROM conversations_post AS post JOIN conversations_thread AS thread ON thread.id = post.thread_id
WHERE post.deleted_at IS NULL ORDER BY thread.community_id, post.author_id, post.created_at, post.id;

-- Who writes in a thread follows it and has read it, most of them to its end.
CREATE UNLOGGED TABLE bench.reader AS
SELECT thread, author AS person, max(number) AS number, max(at) AS at, min(at) AS since, true AS writes
FROM bench.post GROUP BY thread, author;

INSERT INTO bench.reader (thread, person, number, at, writes)
SELECT DISTINCT ON (draft.id, member.person) draft.id, member.person, 1, least(draft.wished_at + interval '1 day', bench.now()), false
FROM bench.draft, generate_series(1, 8) AS n, bench.member
WHERE member.community = draft.community AND bench.u(draft.seed * 8 + n, 82) < 0.9
  AND member.j = 1 + bench.below(draft.home, draft.seed * 8 + n, 83)
  AND NOT EXISTS (SELECT FROM bench.reader WHERE thread = draft.id AND person = member.person);

INSERT INTO conversations_reading (thread_id, person_id, last_number, read_at)
SELECT reader.thread, reader.person,
       CASE WHEN bench.u(reader.thread * 131 + reader.person, 84) < 0.85 THEN thread.last_number ELSE reader.number END, reader.at
FROM bench.reader JOIN conversations_thread AS thread ON thread.id = reader.thread;

INSERT INTO conversations_follow (thread_id, person_id, followed_at)
SELECT thread, person, coalesce(since, at) FROM bench.reader
WHERE writes OR bench.u(thread * 131 + person, 85) < 0.05;

-- The crowd: the newest thread of fifty posts in the largest community, followed by everybody up to 2,000.
INSERT INTO conversations_follow (thread_id, person_id, followed_at)
SELECT crowded.id, member.person, bench.now() - interval '1 hour'
FROM (SELECT id FROM conversations_thread WHERE community_id = 1 AND last_number = 50 ORDER BY id DESC LIMIT 1) AS crowded,
     bench.member
WHERE member.community = 1 AND member.j <= 2000
  AND NOT EXISTS (SELECT FROM conversations_follow WHERE thread_id = crowded.id AND person_id = member.person);

INSERT INTO conversations_mention (post_id, person_id)
SELECT post.id, member.person FROM bench.post JOIN bench.place ON place.id = post.community
JOIN bench.member ON member.community = post.community AND member.j = 1 + bench.below(place.home, post.chance, 86)
WHERE bench.u(post.chance, 87) < 0.015;

INSERT INTO conversations_revision (post_id, title, html, source, written_at, replaced_by_id)
SELECT id, '', html, source, created_at, author_id FROM conversations_post WHERE edited_at IS NOT NULL;

INSERT INTO conversations_attachment (post_id, token, file, name, media_type, size, uploaded_by_id, uploaded_at)
SELECT id, md5(id::text), 'attachments/00/' || md5(id::text), 'fiche-' || id || '.pdf', 'application/pdf', 120000 + id % 90000,
       author_id, created_at FROM conversations_post WHERE bench.u(id, 88) < 0.015;

INSERT INTO conversations_report (post_id, reported_by_id, reported_at, reason, settled_at, settled_by_id, decision)
SELECT post.id, lcm.person, post.at + interval '1 hour', 'Un ton un peu vif', CASE WHEN old THEN post.at + interval '1 day' END,
       CASE WHEN old THEN lcm.person END, CASE WHEN old THEN 'kept' ELSE '' END
FROM bench.post JOIN bench.member AS lcm ON lcm.community = post.community AND lcm.j = 2,
     LATERAL (SELECT post.at < bench.now() - interval '3 days' AS old) AS settled
WHERE bench.u(post.chance, 89) < 0.0005 AND post.at < bench.now() - interval '2 hours';
