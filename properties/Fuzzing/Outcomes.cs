using System.Collections.Immutable;
using Interleave;
using Interleave.Search;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>
/// How a program can end, as its users see it: which pages are idle, which blocks have been given away, which devices are there. However differently
/// two kernels count, these have to be the same for a program that both run.
/// </summary>
public static class Outcomes
{
    /// <summary>All ways in which a program can end; null if they could not all be seen, or something is violated.</summary>
    /// <param name="program">The program.</param>
    /// <param name="release">The kernel.</param>
    /// <param name="maxStates">The most states.</param>
    public static ImmutableSortedSet<string>? Of(RefcountProgram program, Release release, long maxStates)
    {
        var seen = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        var scenario = BootedProgram.AsScenario(program);
        var verdict = Checker.Prove(
            new ConcurrentProgram(program.Name, machine =>
            {
                var linux = scenario.Boot(machine, release);
                KernelProperties.AddTo(linux);
                machine.Properties.AtEnd("outcomes are seen", state =>
                {
                    seen.Add(Describe(linux, state));
                    return null;
                });
            }),
            new SearchOptions { Bounds = new SearchBounds { MaxStates = maxStates } });
        return verdict is { Complete: true, Counterexamples.IsEmpty: true } ? seen.ToImmutable() : null;
    }

    private static string Describe(Linux linux, StateView state) => string.Join(
        ", ",
        linux.Pgmaps.SelectMany(pgmap => pgmap.Pages.Select(page => (pgmap, page))).Select((p, i) =>
            $"page {i} {(!state.IsAlive(p.pgmap.StructPages) ? "gone" : IsIdle(p.page, state) ? "idle" : "busy")}")
            .Concat(linux.Files.SelectMany(file => file.Blocks.Select((block, i) => $"{file.Name}[{i}] {(state[block] == DaxFile.Freed ? "freed" : "there")}"))));

    private static bool IsIdle(Page page, StateView state) =>
        state[page.RefCount.Cell] - (page.MapCount is null ? 0 : state[page.MapCount]) == page.CountFor(0);
}
