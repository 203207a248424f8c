using Interleave.Programs;

namespace PgmapCheck.Benchmarks;

/// <summary>Which benchmark program, how large, and in which form.</summary>
/// <param name="Scenario">s1, s2 or s3.</param>
/// <param name="Sizes">Its threads.</param>
/// <param name="Broken">The broken form's name; null for the correct one.</param>
internal sealed record BenchmarkRequest(string Scenario, BenchmarkSizes Sizes, string? Broken)
{
    /// <summary>The scenarios, each with the broken forms it has; the first one is meant if none is named.</summary>
    private static readonly Dictionary<string, string[]> s_brokenForms = new()
    {
        ["s1"] = ["unlocked-count"],
        ["s2"] = ["check-first", "key-off"],
        ["s3"] = ["ignore-dead"],
    };

    /// <summary>The names that <see cref="Scenario"/> can have.</summary>
    public static string[] Scenarios => [.. s_brokenForms.Keys];

    /// <summary>Fills in what was not said, and refuses what makes no sense.</summary>
    /// <param name="scenario">s1, s2 or s3.</param>
    /// <param name="togglers">Threads of each role; null where not said.</param>
    /// <param name="putters">As <paramref name="togglers"/>.</param>
    /// <param name="getters">As <paramref name="togglers"/>.</param>
    /// <param name="isBroken">Whether a broken form is wanted.</param>
    /// <param name="form">Which.</param>
    /// <exception cref="UsageException">The scenario has no such role or form, or too many threads.</exception>
    public static BenchmarkRequest Of(
        string scenario,
        int? togglers,
        int? putters,
        int? getters,
        bool isBroken,
        string? form
    )
    {
        Refuse(scenario == "s1" && (putters ?? getters) is not null, "s1 has only togglers");
        Refuse(scenario == "s2" && togglers is not null, "s2 has no togglers");
        var forms = s_brokenForms[scenario];
        Refuse(
            form is not null && !forms.Contains(form),
            $"{scenario} is broken as {string.Join(" or ", forms)}, not as '{form}'"
        );
        var sizes = scenario switch
        {
            "s1" => new BenchmarkSizes(togglers ?? 3, 0, 0),
            "s2" => new BenchmarkSizes(0, putters ?? 3, getters ?? 0),
            _ => new BenchmarkSizes(togglers ?? 2, putters ?? 2, getters ?? 2),
        };
        var threads =
            sizes.Togglers
            + sizes.Putters
            + sizes.Getters
            + scenario switch
            {
                "s1" => 0,
                "s2" => 1,
                _ => 2,
            };
        Refuse(
            threads > Machine.MaxFibers,
            $"{threads} threads are too many: a program has at most {Machine.MaxFibers}"
        );
        return new BenchmarkRequest(scenario, sizes, isBroken ? form ?? forms[0] : null);
    }

    /// <summary>The program.</summary>
    public ConcurrentProgram Program =>
        Scenario switch
        {
            "s1" => StaticKeyToggle.Program(Sizes, Broken is not null),
            "s2" => PutVersusTruncate.Program(Sizes, Broken == "key-off", Broken == "check-first"),
            _ => Combined.Program(Sizes, Broken is not null),
        };

    private static void Refuse(bool isWrong, string why)
    {
        if (isWrong)
        {
            throw new UsageException(why);
        }
    }
}

/// <summary>How many threads of each role a benchmark program has.</summary>
/// <param name="Togglers">Threads that take and drop the static key (S1, S3).</param>
/// <param name="Putters">Threads that put a page they hold (S2, S3).</param>
/// <param name="Getters">Threads that get the page and put it (S2, S3).</param>
internal readonly record struct BenchmarkSizes(int Togglers, int Putters, int Getters);
