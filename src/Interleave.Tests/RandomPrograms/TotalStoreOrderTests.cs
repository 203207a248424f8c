using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Interleave.Memory;
using Interleave.Search;
using Interleave.Tests.RandomPrograms.Reference;
using Xunit.Abstractions;

namespace Interleave.Tests.RandomPrograms;

/// <summary>Under total store order, too, searches agree with an interpreter that shares no code with the
/// engine.</summary>
public sealed class TotalStoreOrderTests(ITestOutputHelper output)
{
    private static readonly int s_programs = Sample.Of(1500);
    private static readonly int s_programsOfReductions = Sample.Of(4000);
    private const int MostStates = 5000;

    private static readonly SearchOptions s_plain = new()
    {
        Memory = MemoryModel.Tso,
        Symmetry = false,
        DropsDeadLocals = false,
        PersistentSets = false,
        Bounds = new SearchBounds { MaxStates = 100_000 },
    };

    private static readonly SearchOptions s_reduced = s_plain with
    {
        PersistentSets = true,
        PersistentSetsAfter = 0,
        BarrenWalks = 2,
        SleepSets = false,
    };

    private static readonly SearchOptions s_asleep = s_reduced with { SleepSets = true };

    private static readonly SearchOptions s_default = s_asleep with
    {
        Symmetry = true,
        DropsDeadLocals = true,
        FingerprintBits = 128,
    };

    private static readonly ImmutableArray<(string Name, SearchOptions Options)> s_reductions =
    [
        ("reduced", s_reduced),
        ("reduced, no walks, no locks", s_reduced with { BarrenWalks = 0, LiptonReduction = false }),
        ("reduced, sleep sets", s_asleep),
        ("reduced, sleep sets, symmetry", s_default),
    ];

    [Fact]
    public void Searches_agree_with_the_reference() => Compare(ProgramGenerator.Terminating, ProgramGenerator.Ordering);

    [Fact]
    public void They_agree_where_every_state_has_a_property() =>
        Compare(ProgramGenerator.WithInvariant, ProgramGenerator.OrderingWithInvariant);

    [Fact]
    public void Reduced_searches_agree_with_the_plain_one()
    {
        var (tried, kept, fewer) = (0, 0, 0);
        Check.One(
            Repeatable.Config(s_programsOfReductions),
            Prop.ForAll(
                Arb.From(
                    Gen.OneOf(
                        ProgramGenerator.Terminating.Generator,
                        ProgramGenerator.Locking.Generator,
                        ProgramGenerator.Circular.Generator,
                        ProgramGenerator.OrderingWithInvariant.Generator
                    ),
                    ProgramShrinker.Shrink
                ),
                drawn =>
                {
                    var text = WithOrders(drawn, ++tried);
                    var plain = Explore(text, "plain", s_plain);
                    if (!plain.Verdict.Complete) // a loop of stores fills any buffer
                    {
                        return;
                    }

                    kept++;
                    var (name, options) = s_reductions[tried % s_reductions.Length];
                    var reduced = Explore(text, name, options);
                    var difference = Agreement.Difference(plain, reduced);
                    Assert.True(difference is null, $"{text}\n{difference}");
                    fewer += reduced.Verdict.States < plain.Verdict.States ? 1 : 0;
                }
            )
        );
        output.WriteLine($"{fewer} of {kept} programs of {tried} have fewer states");
        Assert.True(kept * 10 >= tried * 8 && fewer * 2 >= kept, $"{kept} of {tried}, {fewer} with fewer states");
    }

    [Theory]
    [InlineData("PassStoreBuffer")]
    [InlineData("ForgetOwnStores")]
    public void A_broken_rule_is_noticed(string rule)
    {
        var number = 0;
        Noticing.AssertOften(
            output,
            ProgramGenerator.Ordering,
            drawn =>
                WithOrders(drawn, ++number) is var text
                && Reference(text) is { } reference
                && Difference(reference, Explore(text, rule, s_plain with { Rules = BrokenRules.Named(rule) }))
                    is not null
        );
    }

    [Theory]
    [InlineData("OverlookFutures", "ends")]
    [InlineData("TrustAnyLock", "locks")]
    [InlineData("IgnoreVisibility", "states")]
    [InlineData("TakeAllForBuffered", "ends")]
    [InlineData("OverlookWaitingStores", "ends")]
    [InlineData("OverlookReaders", "ends")]
    [InlineData("SleepThroughConflicts", "ends")]
    public void A_broken_rule_of_its_reduction_is_noticed(string rule, string programs)
    {
        var number = 0;
        Noticing.AssertOften(
            output,
            programs switch
            {
                "locks" => ProgramGenerator.Locking,
                "states" => ProgramGenerator.OrderingWithInvariant,
                _ => ProgramGenerator.Ordering,
            },
            drawn =>
                WithOrders(drawn, ++number) is var text
                && Reference(text) is { } reference
                && Difference(reference, Explore(text, rule, s_asleep with { Rules = BrokenRules.Named(rule) }))
                    is not null
        );
    }

    private static void Compare(params Arbitrary<ProgramText>[] programs)
    {
        var (tried, kept, weaker) = (0, 0, 0);
        Check.One(
            Repeatable.Config(s_programs),
            Prop.ForAll(
                Arb.From(Gen.OneOf(programs.Select(static p => p.Generator)), ProgramShrinker.Shrink),
                drawn =>
                {
                    var text = WithOrders(drawn, ++tried);
                    if (Reference(text) is not { } reference)
                    {
                        return;
                    }

                    kept++;
                    var sequential = ReferenceSearch.Explore(text, MemoryModel.Sequential, MostStates);
                    weaker += sequential!.Outcomes.Count < reference.Outcomes.Count ? 1 : 0;
                    var difference =
                        Difference(reference, Explore(text, "plain", s_plain))
                        ?? Difference(reference, Explore(text, "as it is by default", s_default));
                    Assert.True(difference is null, $"{text}\n{difference}");
                }
            )
        );
        Assert.True(kept * 10 >= tried * 8 && weaker * 10 >= kept, $"{kept} of {tried}, {weaker} tell memories apart");
    }

    // A store that nobody can tell from one that waits is taken at once. Then it is in another state that a property is
    // violated, where executions end: what else is violated behind that state is seen by the reference alone.
    private static string? Difference(ReferenceResult reference, Exploration found) =>
        !found.Verdict.Complete ? found.Verdict.Incomplete
        : !reference.Violated.Any(IsOfStates) ? Agreement.Difference(reference, found)
        : !reference.Violated.Where(IsOfStates).SequenceEqual(found.Violated.Where(IsOfStates))
        || !found.Violated.All(reference.Violated.Contains)
            ? $"{found.Name} violates {string.Join(", ", found.Violated)}, not {string.Join(", ", reference.Violated)}"
        : null;

    private static bool IsOfStates(string violated) => violated.StartsWith("Always", StringComparison.Ordinal);

    private static ProgramText WithOrders(ProgramText text, int number) => text with { Orders = number };

    private static ReferenceResult? Reference(ProgramText text) =>
        ReferenceSearch.Explore(text, MemoryModel.Tso, MostStates);

    private static Exploration Explore(ProgramText text, string name, SearchOptions options) =>
        Exploration.Of(name, text.ToProgram(), options, Checker.Prove);
}
