using System.Collections.Immutable;
using Interleave;
using Interleave.Programs;
using Interleave.Search;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>
/// How a program can end, as its users see it: which pages are idle, and which their drivers have back; which blocks
/// have been given away; where processes have their memory; which devices are there. All threads have returned then, so
/// that every waiter was woken and every teardown is done. However differently two kernels count, this has to be the
/// same for a program that both run.
/// </summary>
public static class Outcomes
{
    /// <summary>All ways in which a program can end; null if they could not all be seen, or something is
    /// violated.</summary>
    /// <param name="program">The program.</param>
    /// <param name="release">The kernel.</param>
    /// <param name="maxStates">The most states.</param>
    public static ImmutableSortedSet<string>? Of(RefcountProgram program, Release release, long maxStates)
    {
        var seen = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        var scenario = BootedProgram.AsScenario(program);
        var verdict = Checker.Prove(
            new ConcurrentProgram(
                program.Name,
                machine =>
                {
                    var linux = scenario.Boot(machine, release);
                    KernelProperties.AddTo(linux);
                    machine.Properties.AtEnd(
                        "outcomes are seen",
                        state =>
                        {
                            seen.Add(Describe(linux, state));
                            return null;
                        }
                    );
                }
            ),
            new SearchOptions { Bounds = new SearchBounds { MaxStates = maxStates } }
        );
        return verdict is { Complete: true, Counterexamples.IsEmpty: true } ? seen.ToImmutable() : null;
    }

    /// <summary>Where two kernels differ; null if the program does not run on both, or not all of its ends could be
    /// seen.</summary>
    /// <param name="program">The program.</param>
    /// <param name="first">A kernel.</param>
    /// <param name="second">Another one.</param>
    /// <param name="maxStates">The most states.</param>
    public static OutcomeDifference? Compare(RefcountProgram program, Release first, Release second, long maxStates) =>
        !LooksAtPrivatePages(program)
        && BootedProgram.RunsOn(program, first)
        && BootedProgram.RunsOn(program, second)
        && Of(program, first, maxStates) is { } one
        && Of(program, second, maxStates) is { } other
            ? new OutcomeDifference(one.Except(other), other.Except(one))
            : null;

    // The model lets somebody look at private pages by number on every kernel but those with the fix of DP-SPEC, which
    // is not to look (docs/model.md).
    private static bool LooksAtPrivatePages(RefcountProgram program) =>
        program.Threads.Any(thread => thread.Calls.Any(call => call.Operation == "memory_failure"));

    private static string Describe(Linux linux, StateView state) =>
        string.Join(
            ", ",
            linux
                .Pgmaps.SelectMany(pgmap => pgmap.Pages)
                .Select((page, i) => $"page {i} {Describe(page, state)}")
                .Concat(
                    linux.Files.SelectMany(file =>
                        file.Blocks.Select((block, i) => $"{file.Name}[{i}] {block.Format(state[block])}")
                    )
                )
                .Concat(linux.AddressSpaces.Select(mm => $"{mm.Name} {WhereIs(mm, state[mm.Entry])}"))
        );

    private static string Describe(Page page, StateView state) =>
        !state.IsAlive(page.Memory) ? "gone"
        : page.Pgmap!.HandsOutPages && state[page.InUse] != 0 ? "handed out"
        : IsIdle(page, state) ? "idle"
        : "busy";

    private static string WhereIs(AddressSpace mm, int entry) =>
        AddressSpace.KindOf(entry) switch
        {
            PteKind.None => "nowhere",
            PteKind.DevicePrivate => $"in {mm.PageOf(entry).Name}",
            _ => "in ram",
        };

    private static bool IsIdle(Page page, StateView state) =>
        state[page.RefCount.Cell] - (page.CountsMappings ? state[page.MapCount] : 0) == page.CountFor(0);
}

/// <summary>Ways in which a program can end on one kernel and not on another.</summary>
/// <param name="OnlyFirst">On the first alone.</param>
/// <param name="OnlySecond">On the second alone.</param>
public sealed record OutcomeDifference(ImmutableSortedSet<string> OnlyFirst, ImmutableSortedSet<string> OnlySecond)
{
    /// <summary>The name of the property that does not hold where two kernels differ.</summary>
    public const string Property = "a program ends alike on both kernels";

    /// <summary>True if there are none.</summary>
    public bool IsEmpty => OnlyFirst.IsEmpty && OnlySecond.IsEmpty;
}
