namespace PgmapCheck.Benchmarks;

/// <summary>How many threads of each role a benchmark program has.</summary>
/// <param name="Togglers">Threads that take and drop the static key (S1, S3).</param>
/// <param name="Putters">Threads that put a page they hold (S2, S3).</param>
/// <param name="Getters">Threads that get the page and put it (S2, S3).</param>
internal readonly record struct BenchmarkSizes(int Togglers, int Putters, int Getters);
