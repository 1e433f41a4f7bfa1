// Training sets process-wide thread counts, and tests compare bits: one test at a time.
[assembly: DoNotParallelize]
