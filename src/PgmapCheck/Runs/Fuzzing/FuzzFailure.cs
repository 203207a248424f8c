using System.Collections.Immutable;
using System.Globalization;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties.Fuzzing;

namespace PgmapCheck.Runs.Fuzzing;

/// <summary>A program that violates something on a kernel.</summary>
/// <param name="Program">The program, as small as it gets.</param>
/// <param name="Release">The kernel; maybe with fixes of what was found before.</param>
/// <param name="Property">What it violates first; <see cref="OutcomeDifference.Property"/> if two kernels
/// differ.</param>
/// <param name="Bugs">The known bugs that explain it: the fix of each ends it, unless <see cref="IsTogether"/>.</param>
internal sealed record FuzzFailure(RefcountProgram Program, Release Release, string Property, ImmutableArray<Bug> Bugs)
{
    /// <summary>True if only the fixes of all <see cref="Bugs"/> end it.</summary>
    public bool IsTogether { get; init; }

    /// <summary>
    /// True of a kernel tree where the release by hand violates the same, and the fixes end it there: the tree's text
    /// cannot be given a fix of the model's.
    /// </summary>
    public bool IsByHand { get; init; }

    /// <summary>The bugs that it has shown and whose fixes the kernel can be given; no others can be told from
    /// it.</summary>
    public ImmutableArray<Bug> Shown =>
        IsByHand ? []
        : IsTogether ? Bugs
        : [.. Bugs.Take(1)];

    /// <summary>The bugs' names; NEW if there are none.</summary>
    public string Name =>
        Bugs.IsEmpty ? "NEW" : string.Join(" + ", Bugs.Take(IsTogether ? Bugs.Length : 1).Select(bug => bug.Id));

    /// <summary>How two kernels differ; null for a violation.</summary>
    public OutcomeDifference? Difference { get; init; }

    /// <summary>How many calls it had when it was made; null for a program that was kept.</summary>
    public int? CallsAtFirst { get; init; }

    /// <summary>What it was made of; null for a program that was kept.</summary>
    public FuzzSeed? Seed { get; init; }
}

/// <summary>What FsCheck makes one test of: the state of its generator, and the size.</summary>
/// <param name="Seed">Any number.</param>
/// <param name="Gamma">An odd one.</param>
/// <param name="Size">From 1.</param>
internal readonly record struct FuzzSeed(ulong Seed, ulong Gamma, int Size)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null if it is nothing such.</summary>
    public static FuzzSeed? Parse(string text) =>
        text.Split(',') is [var seed, var gamma, var size]
        && ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var s)
        && ulong.TryParse(gamma, NumberStyles.None, CultureInfo.InvariantCulture, out var g)
        && g % 2 == 1
        && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && n is > 0 and <= 100
            ? new FuzzSeed(s, g, n)
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seed},{Gamma},{Size}");
}
