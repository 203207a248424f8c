using System.Collections.Immutable;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Fuzzing;

/// <summary>A program that violates something on a kernel.</summary>
/// <param name="Program">The program, as small as it gets.</param>
/// <param name="Release">The kernel; maybe with fixes of what was found before.</param>
/// <param name="Property">What it violates first.</param>
/// <param name="Bugs">The known bugs that explain it.</param>
internal sealed record FuzzFailure(RefcountProgram Program, Release Release, string Property, ImmutableArray<Bug> Bugs)
{
    /// <summary>How many calls it had when it was made; null for a program that was kept.</summary>
    public int? CallsAtFirst { get; init; }

    /// <summary>What it was made of; null for a program that was kept.</summary>
    public FuzzSeed? Seed { get; init; }
}
