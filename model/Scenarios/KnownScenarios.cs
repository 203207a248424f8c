using System.Collections.Immutable;

namespace PgmapCheck.Model.Scenarios;

/// <summary>All scenarios.</summary>
public static class KnownScenarios
{
    /// <summary>In the order in which reports list them.</summary>
    public static ImmutableArray<Scenario> All { get; } =
    [
        new("lost-update", "a placeholder while the kernel is built", LostUpdate),
    ];

    private static void LostUpdate(Kernel.Linux linux)
    {
        var x = linux.Machine.Cell("x");
        linux.Machine.Fiber("CPU 0 (writer)", () => Increment(x));
        linux.Machine.Fiber("CPU 1 (writer)", () => Increment(x));
        linux.Machine.Properties.AtEnd("both increments count", s => s[x] == 2 ? null : $"x is {s[x]}");
    }

    private static async Interleave.Routines.Routine Increment(Interleave.Memory.Cell x)
    {
        var v = await x.Load();
        await x.Store(v + 1);
    }
}
