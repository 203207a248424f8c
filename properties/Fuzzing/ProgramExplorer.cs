using System.Collections.Immutable;
using System.Threading;
using Interleave;
using Interleave.Programs;
using Interleave.Search;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>Searches programs that nobody has sized: every state up to a bound, and what is larger by random
/// schedules.</summary>
/// <param name="MaxStates">The most states.</param>
/// <param name="RandomRuns">How many schedules of a program with more.</param>
public sealed record ProgramExplorer(long MaxStates, long RandomRuns)
{
    /// <summary>The longest random schedule: a few hundred steps are usual, and threads that keep each other from going
    /// on can take any number.</summary>
    public const int MaxSteps = 2_000;

    private const ulong Seed = 1; // the program is what varies

    /// <summary>Stops the search that is under way.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Whether to look for livelocks too. Random schedules do not.</summary>
    public Liveness Liveness { get; init; }

    /// <summary>True if programs that <see cref="SequentialComparison"/> can compare are compared.</summary>
    public bool ComparesSequences { get; init; }

    /// <summary>What is searched: a program on a kernel, with all properties on.</summary>
    public ConcurrentProgram SubjectOf(RefcountProgram program, Release release) =>
        ComparesSequences && SequentialComparison.IsPossible(program)
            ? SequentialComparison.Of(program, release)
            : new Case(release, BootedProgram.AsScenario(program)).Program;

    /// <summary>Searches a program on a kernel.</summary>
    /// <returns>The verdict; it is incomplete if only random schedules were searched, or text without a meaning was
    /// reached.</returns>
    public Verdict Explore(RefcountProgram program, Release release)
    {
        var options = new SearchOptions
        {
            Bounds = new SearchBounds { MaxStates = MaxStates },
            Cancellation = Cancellation,
            Liveness = Liveness,
        };
        var subject = SubjectOf(program, release);
        var verdict = Checker.Prove(subject, options);
        return verdict.Complete || !verdict.Counterexamples.IsEmpty || !verdict.Unknown.IsEmpty || RandomRuns == 0
            ? verdict
            : Checker.SearchAtRandom(
                subject,
                options with
                {
                    Bounds = new SearchBounds { MaxDepth = MaxSteps },
                    Liveness = Liveness.Off,
                },
                Seed,
                RandomRuns
            );
    }
}

/// <summary>The kernels that programs are made for: all of them have to have what a program uses.</summary>
/// <param name="releases">At least one.</param>
internal sealed class Kernels(ImmutableArray<Release> releases)
{
    /// <summary>True if all of them have the operation.</summary>
    public bool Have(Operation operation) => releases.All(operation.IsIn);

    /// <summary>True if all of them can run the program.</summary>
    public bool Run(RefcountProgram program) => releases.All(release => BootedProgram.RunsOn(program, release));

    /// <summary>True if files can share blocks on all of them.</summary>
    public bool SharePages => releases.All(release => release.DaxAssociation.SharesPages);
}
