using FsCheck;
using FsCheck.Fluent;
using Interleave.Execution.Tso;
using Interleave.Memory;
using Interleave.Reduction;
using Interleave.Search;
using Interleave.Strategies.BreadthFirst;
using Xunit.Abstractions;

namespace Interleave.Tests.RandomPrograms;

/// <summary>
/// Sleep sets under total store order, without persistent sets: they leave out steps and no state, with symmetry and
/// without. Every other program has fibers that are equal, so that what sleeps is read back in another order.
/// </summary>
public sealed class StoreBufferSleepTests(ITestOutputHelper output)
{
    private const int Programs = 1500;
    private const int MostStates = 20_000;
    private const int MostFibers = 4;

    private static readonly Arbitrary<ProgramText> s_programs = Arb.From(
        Gen.OneOf(
            ProgramGenerator.Ordering.Generator,
            ProgramGenerator.Locking.Generator,
            ProgramGenerator.Terminating.Generator
        ),
        ProgramShrinker.Shrink
    );

    [Fact]
    public void Every_state_is_visited()
    {
        var (tried, kept, fewer) = (0, 0, 0);
        Check.One(
            Repeatable.Config(Programs),
            Prop.ForAll(
                s_programs,
                drawn =>
                {
                    var text = Varied(drawn, ++tried);
                    foreach (var symmetric in (bool[])[false, true])
                    {
                        var plain = Search(text, symmetric, null);
                        if (plain.Incomplete is null && plain.Found == 0)
                        {
                            var asleep = Search(text, symmetric, ReductionRules.Sound);
                            kept++;
                            fewer += asleep.Transitions < plain.Transitions ? 1 : 0;
                            Assert.True(
                                (asleep.States, asleep.Found) == (plain.States, 0)
                                    && asleep.Transitions <= plain.Transitions,
                                $"{text}\nsymmetric: {symmetric}\n{plain}\n{asleep}"
                            );
                        }
                    }
                }
            )
        );
        output.WriteLine($"{fewer} of {kept} searches have fewer transitions");
        Assert.True(kept > Programs && fewer * 2 > kept, $"{kept} of {tried}, {fewer} with fewer transitions");
    }

    // What is not noticed is if nothing is explored at a later visit: layer by layer the first way to a state is the
    // first of all in the order of lengths and then of processes, and no step of such a way sleeps.
    [Fact]
    public void A_broken_rule_is_noticed()
    {
        var rules = BrokenRules.Named("SleepThroughConflicts").Reduction;
        var number = 0;
        Noticing.AssertOften(
            output,
            s_programs,
            drawn =>
            {
                var text = Varied(drawn, ++number);
                var plain = Search(text, true, null);
                return plain is { Incomplete: null, Found: 0 } && Search(text, true, rules).States != plain.States;
            }
        );
    }

    // Every other program has its first role twice or thrice, and no other besides.
    private static ProgramText Varied(ProgramText text, int number)
    {
        text = text with { Orders = number };
        return number % 2 == 0
            ? text with
            {
                Roles = [text.Roles[0] with { Fibers = 2 + (number / 2 % 2) }, .. text.Roles.Skip(1).Take(1)],
            }
            : text;
    }

    private static Counts Search(ProgramText text, bool symmetric, ReductionRules? sleeping)
    {
        var options = new SearchOptions
        {
            Memory = MemoryModel.Tso,
            Symmetry = symmetric,
            Bounds = new SearchBounds { MaxStates = MostStates },
            Rules = new SearchRules { Reduction = sleeping ?? ReductionRules.Sound },
        };
        var run = new SearchRun(text.ToProgram(), options, symmetric);
        if (run.State.FiberCount > MostFibers)
        {
            return new Counts(0, 0, 0, "too many fibers");
        }

        var buffers = new StoreBufferExecution(run.Shown, symmetric, new StoreBufferRules(run.State.Locals));
        var steps = new RelaxedSteps(
            buffers,
            symmetric,
            null,
            sleeping is null ? null : new TsoSleepSets(buffers, symmetric, sleeping)
        );
        new LayeredSearch<RelaxedSteps>(options, run, steps).Run(int.MaxValue);
        return new Counts(run.States, run.Transitions, run.Found, run.Incomplete);
    }

    private sealed record Counts(long States, long Transitions, int Found, string? Incomplete);
}
