using System.Collections.Immutable;
using Interleave;
using Interleave.Search;
using Interleave.Violations;
using PgmapCheck.Properties.Tests.Mutants;

namespace PgmapCheck.Properties.Tests;

/// <summary>The properties bite: each mistake that somebody could make is found, as what it breaks.</summary>
public sealed class MutantTests
{
    private static readonly ImmutableArray<Mutant> s_all =
    [
        .. PutMutants.All,
        .. IdleMutants.All,
        .. KeyMutants.All,
        .. GupMutants.All,
        .. TruncateMutants.All,
        .. TeardownMutants.All,
        .. ProtectionMutants.All,
        .. PrivateMemoryMutants.All,
        .. DaxEntryMutants.All,
    ];

    private static readonly SearchOptions s_options = new() { Liveness = Liveness.Strong };

    public static TheoryData<string> Names => [.. s_all.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_is_found(string name)
    {
        var mutant = s_all.Single(m => m.Name == name);
        var verdict = Checker.Check(mutant.Broken.Program, s_options);

        Assert.Null(verdict.Incomplete);
        Assert.DoesNotContain(mutant.Property, ViolatedIn(mutant.Sound));
        Assert.Contains(mutant.Property, verdict.Counterexamples.Select(c => c.Violation.Property));
    }

    // The engine says "no fiber is blocked for ever" where a program does not say what a blocked fiber means. Here
    // every blocked thread is diagnosed: a lost wake-up, a reference that was not returned, or a deadlock.
    [Fact]
    public void Every_property_is_broken_by_some_mistake() =>
        Assert.Equal(
            KernelProperties.Names.Except([EngineRules.NoBlockedFiber]).Order(),
            s_all.Select(m => m.Property).Distinct().Order()
        );

    // A truncate that calls every page busy breaks no property of states: it never gets that far.
    [Fact]
    public void What_never_happens_is_told_too()
    {
        var mutant = s_all.Single(m => m.Property == EngineRules.FairExecutionsEnd);
        var verdict = Checker.Check(mutant.Broken.Program, new SearchOptions());

        Assert.Null(verdict.Incomplete);
        Assert.Empty(verdict.Counterexamples);
        Assert.Equal("CPU 0 (truncate) frees the blocks", Assert.Single(verdict.NeverReached));
        Assert.False(verdict.IsProof);
    }

    private static IEnumerable<string> ViolatedIn(Case subject) =>
        Checker.Prove(subject.Program, s_options).Counterexamples.Select(c => c.Violation.Property);
}
