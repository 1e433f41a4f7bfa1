// Training sets the thread count of the process and tests compare bits, so tests run one at a time.
[assembly: DoNotParallelize]
