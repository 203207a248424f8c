using PgmapCheck.Benchmarks;
using PgmapCheck.Cases;

namespace PgmapCheck.Tests.Programs;

/// <summary>
/// A catalogue of two programs, one of them with a bug. Without persistent sets they have more states than one thread
/// searches alone.
/// </summary>
internal static class LargeKernel
{
    private static readonly BenchmarkSizes s_sizes = new(2, 2, 2);

    public static Catalogue Catalogue { get; } =
        new(
            [
                new KernelEntry(
                    "v1.0",
                    "the large kernel",
                    [
                        new Case("v1.0", "combined", Combined.Program(s_sizes, broken: false)),
                        new Case("v1.0", "combined-broken", Combined.Program(s_sizes, broken: true)),
                    ],
                    null
                ),
            ],
            [("combined", "all at once"), ("combined-broken", "getters that ignore that the map is dying")],
            []
        );
}
