-- One to three pieces written by hand, in the language of the writer.
INSERT INTO conversations_post (id, thread_id, number, author_id, format, source, html, text, quotes_id, created_at,
                                edited_at, deleted_at, deleted_by_id)
SELECT post.id, post.thread, post.number, post.author, 'text',
       concat_ws(E'\n\n', one.source, two.source, three.source),
       concat_ws(E'\n', one.html, two.html, three.html),
       concat_ws(E'\n\n', one.text, two.text, three.text),
       quoted.id, post.at,
       CASE WHEN bench.u(post.chance, 61) < 0.02 THEN least(post.at + interval '10 minutes', bench.now()) END,
       CASE WHEN gone.yes THEN least(post.at + interval '1 hour', bench.now()) END,
       CASE WHEN gone.yes THEN post.author END
FROM bench.post
JOIN people_person AS writer ON writer.id = post.author
JOIN bench.many ON many.language = writer.language
JOIN bench.piece AS one ON one.language = writer.language AND one.n = bench.below(many.count, post.chance, 62)
LEFT JOIN bench.piece AS two ON bench.u(post.chance, 63) < 0.6 AND two.language = writer.language
     AND two.n = bench.below(many.count, post.chance, 64)
LEFT JOIN bench.piece AS three ON bench.u(post.chance, 63) < 0.2 AND three.language = writer.language
     AND three.n = bench.below(many.count, post.chance, 65)
LEFT JOIN bench.post AS quoted ON post.number > 2 AND bench.u(post.chance, 66) < 0.08 AND quoted.thread = post.thread
     AND quoted.number = 1 + bench.below(post.number - 1, post.chance, 67),
LATERAL (SELECT post.number > 1 AND bench.u(post.chance, 68) < 0.004 AS yes) AS gone
ORDER BY post.id;

-- The facts of `conversations.facts`, from the posts.
INSERT INTO conversations_thread (id, community_id, kind, title, author_id, created_at, promised_at, reply_count,
                                  last_number, first_reply_at, last_post_at, last_post_by_id)
SELECT draft.id, draft.community, draft.kind,
       bench.pick((SELECT array_agg(title ORDER BY title) FROM bench.title), draft.seed, 71), opening.author_id, opening.created_at,
       CASE WHEN draft.kind <> 'discussion' THEN opening.created_at + interval '20 hours' END,
       facts.replies, draft.size, facts.first_reply_at, last.created_at, last.author_id
FROM bench.draft
JOIN bench.post AS first ON first.thread = draft.id AND first.number = 1
JOIN conversations_post AS opening ON opening.id = first.id
JOIN (SELECT one.thread_id, count(*) FILTER (WHERE one.number > 1 AND one.deleted_at IS NULL) AS replies,
             min(one.created_at) FILTER (WHERE one.number > 1 AND one.deleted_at IS NULL
                                         AND one.author_id <> asked.author) AS first_reply_at,
             max(one.number) FILTER (WHERE one.deleted_at IS NULL) AS last_standing
      FROM conversations_post AS one JOIN bench.post AS asked ON asked.thread = one.thread_id AND asked.number = 1
      GROUP BY one.thread_id) AS facts ON facts.thread_id = draft.id
JOIN bench.post AS ending ON ending.thread = draft.id AND ending.number = facts.last_standing
JOIN conversations_post AS last ON last.id = ending.id
ORDER BY draft.id;
