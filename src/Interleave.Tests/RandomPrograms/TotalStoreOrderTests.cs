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
    private const int Programs = 1500;
    private const int MostStates = 5000;

    private static readonly SearchOptions s_plain = new()
    {
        Memory = MemoryModel.Tso,
        Symmetry = false,
        DropsDeadLocals = false,
        PersistentSets = false,
        Bounds = new SearchBounds { MaxStates = 100_000 },
    };

    private static readonly SearchOptions s_default = new()
    {
        Memory = MemoryModel.Tso,
        FingerprintBits = 128,
        PersistentSetsAfter = 0,
        BarrenWalks = 2,
    };

    [Fact]
    public void Searches_agree_with_the_reference() => Compare(ProgramGenerator.Terminating, ProgramGenerator.Ordering);

    [Fact]
    public void They_agree_where_every_state_has_a_property() =>
        Compare(ProgramGenerator.WithInvariant, ProgramGenerator.OrderingWithInvariant);

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

    private static void Compare(params Arbitrary<ProgramText>[] programs)
    {
        var (tried, kept, weaker) = (0, 0, 0);
        Check.One(
            Repeatable.Config(Programs),
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
