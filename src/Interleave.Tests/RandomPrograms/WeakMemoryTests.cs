using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Search;
using Interleave.Traces;

namespace Interleave.Tests.RandomPrograms;

/// <summary>On a weak memory: what is forgotten, left out and taken at once changes neither how programs can end nor
/// what is violated.</summary>
public sealed class WeakMemoryTests
{
    private const int Programs = 1500;

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
    public void Reduced_searches_agree_with_the_plain_one() =>
        Assert.Equal(0, Differences(ProgramGenerator.Terminating, SeededFault.None, int.MaxValue));

    [Fact]
    public void They_agree_where_every_state_has_a_property() =>
        Assert.Equal(0, Differences(ProgramGenerator.WithInvariant, SeededFault.None, int.MaxValue));

    // The search for all that is violated, and for shortest ways, has to stop: what was found before is not lost, and
    // is shown.
    [Fact]
    public void What_was_found_is_not_lost_to_a_bound()
    {
        var kept = 0;
        Check.One(
            Repeatable.Config(Programs / 10),
            Prop.ForAll(
                ProgramGenerator.Terminating,
                text =>
                {
                    var program = (text with { Orders = 1, HasNoProperties = true }).ToProgram();
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

    private static int Differences(Arbitrary<ProgramText> programs, SeededFault fault, int enough)
    {
        var (tried, kept, fewer, differences) = (0, 0, 0, 0);
        Check.One(
            Repeatable.Config(Programs),
            Prop.ForAll(
                programs,
                text =>
                {
                    if (differences == enough)
                    {
                        return;
                    }

                    text = text with { Orders = ++tried, HasNoProperties = tried % 3 != 0 };
                    var program = text.ToProgram();
                    var plain = Exploration.Of("plain", program, s_plain, Checker.Prove);
                    if (!plain.Verdict.Complete)
                    {
                        return;
                    }

                    kept++;
                    var isFewer = false;
                    foreach (var (name, options) in s_others)
                    {
                        var other = Exploration.Of(name, program, options with { Fault = fault }, Checker.Prove);
                        isFewer |= other.Verdict.States < plain.Verdict.States;
                        if ((Agreement.Difference(plain, other) ?? Defect(program, other)) is { } difference)
                        {
                            Assert.True(fault != SeededFault.None, $"{text}\n{difference}");
                            differences++;
                            break;
                        }
                    }

                    fewer += isFewer ? 1 : 0;
                }
            )
        );
        Assert.True(
            enough != int.MaxValue || (kept * 10 >= tried * 8 && fewer * 2 >= kept),
            $"{kept} of {tried}, {fewer} with fewer states"
        );
        return differences;
    }

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
    [InlineData("OverlookFutures", 20)]
    [InlineData("TrustAnyLock", 3)]
    [InlineData("OverlookBarriers", 1)]
    [InlineData("ForgetWhatOneKnows", 3)]
    public void A_broken_rule_is_noticed(string rule, int enough) =>
        Assert.Equal(enough, Differences(ProgramGenerator.Terminating, Enum.Parse<SeededFault>(rule), enough));
}
