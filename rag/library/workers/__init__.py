"""Ingests with the help of other processes and machines, through Ray: `rag ingest --ray`.

Who does what: the driver finds the sources, reads what lies on its disk or on the web, leaves out what is unchanged,
decides what each source changes, and writes. Workers read what lies in an object store, parse, chunk and embed. So a
worker or the driver may be killed at any moment: what was reported is in the library, and the same command goes on.

How far that goes. Measured on a machine of 2 cores which others kept busy (load 20), so CPU time is what counts;
n = 400 articles of 1,186 passages, all-MiniLM-L6-v2 on one thread, in milliseconds of CPU a passage:

    read and hash .03 | parse and chunk .6 | embed 34 (30 at best) | to a worker and back .04, 5.7 KB
    write to a folder: 1.1 at 1,000 passages, 1.6 at 3,500, 2.7 at 7,000

The whole command on the 2 cores, 60 articles of 191 passages, medians of 3, Ray's start (4 s idle, 24 to 48 here) not
counted: 3.9 passages a second without Ray, 4.6 with one worker, 5.5 with two; but the load differed by half between
the rounds. In CPU a passage: 39 ms without; with one worker 4 in the driver and 41 in the worker, with two 4 and 49.

- A core prepares about 28 passages a second; a passage costs 36 ms. Workers share nothing, so that adds up.
- The folder's writer takes 370 to 900 passages a second, fewer the larger it is: 13 to 32 cores saturate it, one or two
  machines of 16. More are of use only for PostgreSQL.
- 10 machines of 16 cores prepare 4,500 passages a second, 100 prepare 45,000. The driver unpickles each in .015 ms and
  its rows are 5.7 KB: 26 and 260 MB a second. The first passes through one network card; for the second several
  drivers must share the archive, by month say, each with its own `rag ingest --ray`.
- 10 million articles of 10 passages are 1,000 core hours: 40 dollars at an assumed 4 cents an hour and core. That is
  6 hours on 10 machines and 40 minutes on 100, if what is written keeps pace, and there it saturates:
  100 million vectors are 117 GB of HNSW as halfvec (1.17 GB a million, measured with pgvector 0.8.6), which one server
  builds in 10 core hours at the rate of its first 20,000 (.37 ms), and slower once it exceeds the memory.
- What to do then: partitions by month, each with an index that fits into memory and is built after its rows are there;
  read replicas for more readers; Citus for more writers than one server takes, with the article's id as the key.
"""
