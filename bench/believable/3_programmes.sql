-- A programme of eight weeks; those who join within one month start together, in groups of forty.
INSERT INTO programmes_programme (id, community_id, name, kind, summary)
SELECT id, id, 'Le parcours', 'remote', 'Huit semaines, une étape par semaine.' FROM bench.place;

INSERT INTO programmes_step (id, programme_id, position, title, minutes, due_day, link, source_key)
SELECT (place.id - 1) * 8 + step, place.id, step,
       (ARRAY['Prendre ses marques', 'Fixer un cap que chacun comprend', 'Préparer un entretien',
              'Recadrer sans blesser', 'Animer une réunion hybride', 'Déléguer sans surveiller',
              'Reconnaître ce qui est bien fait', 'Mon plan pour la suite'])[step],
       10 + 5 * (step % 4), step * 7 - 2, 'https://cours.example.com/etapes/' || step, 'step-' || step
FROM bench.place, generate_series(1, 8) AS step;

CREATE UNLOGGED TABLE bench.enrolment AS
WITH waves AS (
    SELECT *, floor(extract(epoch FROM bench.now() - joined_at) / 86400 / 30)::int AS wave
    FROM bench.member WHERE role = 'learner'
), grouped AS (
    SELECT *, (row_number() OVER (PARTITION BY community, wave ORDER BY j) - 1) / 40 AS team FROM waves
)
SELECT id AS member, community, person, joined_at, never_came, stopped_at,
       dense_rank() OVER (ORDER BY community, wave DESC, team) AS cohort, wave, team,
       (bench.now() AT TIME ZONE 'Europe/Paris')::date - 30 * wave - 10 AS starts_on,
       row_number() OVER (ORDER BY community, j) AS id
FROM grouped;

INSERT INTO programmes_cohort (id, programme_id, name, starts_on, ends_on)
SELECT DISTINCT cohort, community, 'Groupe ' || (60 - wave) || chr(65 + team::int), starts_on, starts_on + 56
FROM bench.enrolment;

INSERT INTO programmes_enrolment (id, cohort_id, membership_id, enrolled_at)
SELECT id, cohort, member, joined_at FROM bench.enrolment;

-- Three in four keep pace; whoever stopped coming stopped there.
CREATE UNLOGGED TABLE bench.progress AS
SELECT enrolment.id AS enrolment, enrolment.community, enrolment.person, step,
       (enrolment.community - 1) * 8 + step AS step_id, at,
       CASE WHEN bench.u(enrolment.id * 8 + step, 31) < 0.6 THEN 'declared'
            WHEN bench.u(enrolment.id * 8 + step, 31) < 0.95 THEN 'imported' ELSE 'noted' END AS source
FROM bench.enrolment, generate_series(1, 8) AS step,
     LATERAL (SELECT greatest(joined_at + interval '1 hour', bench.by_day(
         starts_on + bench.days(step * 7 - 2 - 6 * bench.u(enrolment.id * 8 + step, 32)),
         bench.u(enrolment.id * 8 + step, 33))) AS at) AS done
WHERE NOT never_came AND at < least(stopped_at, bench.now())
  AND step <= CASE WHEN bench.u(enrolment.id, 34) < 0.75 THEN 8 ELSE bench.below(8, enrolment.id, 35) END;

INSERT INTO programmes_progress (enrolment_id, step_id, completed_at, source, noted_by_id)
SELECT enrolment, step_id, at, source, CASE WHEN source = 'noted' THEN lcm.person END
FROM bench.progress JOIN bench.member AS lcm ON lcm.community = progress.community AND lcm.j = 1;
