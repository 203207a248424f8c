using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Search;
using Interleave.Traces;
using Xunit.Abstractions;

namespace Interleave.Tests.RandomPrograms;

/// <summary>On a weak memory: what is forgotten, left out and taken at once changes neither how programs can end nor
/// what is violated.</summary>
public sealed class WeakMemoryTests(ITestOutputHelper output)
{
    private static readonly int s_programs = Sample.Of(1500);

    private static readonly SearchOptions s_plain = new()
    {
        Memory = MemoryModel.Weak,
        Symmetry = false,
        DropsDeadLocals = false,
        PersistentSets = false,
        Bounds = new SearchBounds { MaxStates = 10_000 },
    };

    private static readonly SearchOptions s_reduced = s_plain with
    {
        PersistentSets = true,
        PersistentSetsAfter = 0,
        BarrenWalks = 2,
        Bounds = new SearchBounds { MaxStates = 100_000 },
    };

    private static readonly ImmutableArray<(string Name, SearchOptions Options)> s_others =
    [
        ("reduced", s_reduced),
        ("reduced, no walks, no locks", s_reduced with { BarrenWalks = 0, LiptonReduction = false }),
        ("reduced, symmetry", s_reduced with { Symmetry = true, DropsDeadLocals = true, FingerprintBits = 128 }),
    ];

    [Fact]
    public void Reduced_searches_agree_with_the_plain_one() => AssertAgree(ProgramGenerator.Terminating);

    [Fact]
    public void They_agree_where_every_state_has_a_property() => AssertAgree(ProgramGenerator.WithInvariant);

    // The search for all that is violated, and for shortest ways, has to stop: what was found before is not lost, and
    // is shown.
    [Fact]
    public void What_was_found_is_not_lost_to_a_bound()
    {
        var kept = 0;
        Check.One(
            Repeatable.Config(s_programs / 10),
            Prop.ForAll(
                ProgramGenerator.Terminating,
                text =>
                {
                    var program = (text with { Orders = 1, HasNoGoals = true }).ToProgram();
                    var all = Checker.Prove(program, s_reduced);
                    var bounded = Checker.Prove(
                        program,
                        s_reduced with
                        {
                            Bounds = new SearchBounds { MaxStates = all.States / 2 },
                        }
                    );
                    kept += !bounded.Complete && !bounded.Counterexamples.IsEmpty ? 1 : 0;
                    Assert.Null(Defect(program, new Exploration("bounded", bounded, new HashSet<string>())));
                }
            )
        );
        Assert.True(kept > 5, $"only {kept}");
    }

    private static void AssertAgree(Arbitrary<ProgramText> programs)
    {
        var (tried, kept, fewer) = (0, 0, 0);
        Check.One(
            Repeatable.Config(s_programs),
            Prop.ForAll(
                programs,
                drawn =>
                {
                    var text = WithOrders(drawn, ++tried);
                    if (Plain(text) is not { } plain)
                    {
                        return;
                    }

                    kept++;
                    var others = s_others.Select(other => Explore(text, other.Name, other.Options)).ToArray();
                    fewer += others.Any(other => other.Verdict.States < plain.Verdict.States) ? 1 : 0;
                    Assert.All(
                        others,
                        other =>
                            Assert.True(
                                Difference(plain, other, text) is null,
                                $"{text}\n{Difference(plain, other, text)}"
                            )
                    );
                }
            )
        );
        Assert.True(kept * 10 >= tried * 8 && fewer * 2 >= kept, $"{kept} of {tried}, {fewer} with fewer states");
    }

    private static ProgramText WithOrders(ProgramText text, int number) =>
        text with
        {
            Orders = number,
            HasNoGoals = number % 3 != 0,
        };

    private static Exploration? Plain(ProgramText text) =>
        Explore(text, "plain", s_plain) is { Verdict.Complete: true } plain ? plain : null;

    private static Exploration Explore(ProgramText text, string name, SearchOptions options) =>
        Exploration.Of(name, text.ToProgram(), options, Checker.Prove);

    private static string? Difference(Exploration plain, Exploration other, ProgramText text) =>
        Agreement.Difference(plain, other) ?? Defect(text.ToProgram(), other);

    // Every schedule shows what it is said to show.
    private static string? Defect(ConcurrentProgram program, Exploration exploration) =>
        exploration
            .Verdict.Counterexamples.Where(found =>
                Replayer.Replay(program, found.Schedule).Violation is var shown
                && (shown?.Kind, shown?.Property) != (found.Violation.Kind, found.Violation.Property)
            )
            .Select(found => $"{exploration.Name}: {found.Schedule} does not show {found.Violation}")
            .FirstOrDefault();

    [Theory]
    [InlineData("OverlookFutures")]
    [InlineData("TrustAnyLock")]
    public void A_broken_rule_is_noticed(string rule)
    {
        var broken = s_reduced with { Rules = BrokenRules.Named(rule) };
        var number = 0;
        Noticing.AssertOften(
            output,
            ProgramGenerator.Locking,
            drawn =>
                WithOrders(drawn, ++number) is var text
                && Plain(text) is { } plain
                && Difference(plain, Explore(text, rule, broken), text) is not null
        );
    }
}
