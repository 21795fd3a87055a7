-- Released rows by DuckDB, cell by cell: `duckdb < demo/released.sql` in the folder that holds .data/.
-- A row is one cell of one table on one day: at most two dimensions with their values, how many browsers made it
-- (contributions, k at a time), and the sums that came along. All questions are sums; nothing finer is anywhere.
-- In the second in which a release replaces a file both may stand there: manifest.json names the ones that count.

CREATE OR REPLACE VIEW released AS
SELECT * FROM read_parquet('.data/released/*.parquet', union_by_name = true);

-- Which tables are there, since when, and how many contributions do they hold?
SELECT "table", min(day) AS since, max(day) AS until, sum(contributions) AS contributions
FROM released GROUP BY "table" ORDER BY "table";

-- Visitors, visits and one-page visits of each day: the cell without a dimension.
SELECT day, sum(contributions) AS visitors, sum(visits) AS visits, greatest(0, sum(visits) - sum(second)) AS bounces
FROM released WHERE "table" = 'visits' AND dimension1 IS NULL GROUP BY day ORDER BY day;

-- The pages by readers, with the share of their views after which the visit ended.
SELECT value1 AS path, sum(contributions) AS readers, sum(views) AS views,
  round(greatest(0, sum(views) - sum(onward)) / nullif(sum(views), 0), 2) AS exits
FROM released WHERE "table" = 'pages' AND dimension1 = 'path' AND dimension2 IS NULL
GROUP BY path ORDER BY readers DESC, path;

-- Browsers on phones: a pair of dimensions, released when a day closes.
SELECT value1 AS browser, sum(visits) AS visits
FROM released WHERE "table" = 'visits' AND dimension1 = 'browser' AND dimension2 = 'device' AND value2 = 'phone'
GROUP BY browser ORDER BY visits DESC, browser;

-- Visitors of each ISO week: flags that the browsers themselves raise, so a sum is exact and counts nobody twice.
SELECT strftime(day, '%G-W%V') AS week, sum(contributions) AS visitors
FROM released WHERE "table" = 'uniques' AND dimension1 = 'span' AND value1 = 'week' AND dimension2 IS NULL
GROUP BY week ORDER BY week;
