using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading;
using FsCheck;
using FsCheck.Fluent;
using Interleave.Search;
using Microsoft.FSharp.Core;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties.Fuzzing;

namespace PgmapCheck.Runs.Fuzzing;

/// <summary>
/// Lets FsCheck make programs until one violates something that is not known yet. What was found and explained is
/// known: a program counts as failing if it still violates something with the fixes of that.
/// </summary>
internal sealed class Fuzzer
{
    private const int StartSize = 4;
    private const int EndSize = 14;
    private const int ProgramsPerRound = 100;
    private const ulong Gamma = 0x9E3779B97F4A7C15UL;

    private readonly FuzzRequest _request;
    private readonly ProgramExplorer _explorer;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<Unexplained> _unexplained = [];
    private readonly SortedDictionary<string, long> _stops = new(StringComparer.Ordinal);
    private readonly CancellationToken _interrupted;
    private ImmutableArray<Bug> _known;
    private ulong _round;
    private bool _isShrinking;
    private IEnumerator<(RefcountProgram Program, Look? Look)>? _ahead;

    public Fuzzer(FuzzRequest request, CancellationToken interrupted)
    {
        _request = request;
        _interrupted = interrupted;
        _known = [.. request.Known.Select(id => KnownBugs.All.Single(bug => bug.Id == id))];
        _explorer = new ProgramExplorer(request.MaxStates, request.RandomRuns)
        {
            Cancellation = interrupted,
            Liveness = request.Liveness,
            ComparesSequences = request.IsSequential,
        };
    }

    /// <summary>How many programs were searched to the end.</summary>
    public long Proved { get; private set; }

    /// <summary>How many were searched by random schedules, or not to the end.</summary>
    public long Sampled { get; private set; }

    /// <summary>Where programs came to text that has no meaning, and how many did.</summary>
    public IReadOnlyDictionary<string, long> Stops => _stops;

    /// <summary>How many were made.</summary>
    public long Programs { get; private set; }

    /// <summary>How many were compared with the sequential reference or the other kernel.</summary>
    public long Compared { get; private set; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>The known bugs that are not reported again.</summary>
    public ImmutableArray<Bug> Known => _known;

    /// <summary>How programs are searched.</summary>
    public ProgramExplorer Explorer => _explorer;

    /// <summary>True when there is no time, or nothing left to make.</summary>
    public bool IsOver =>
        _interrupted.IsCancellationRequested
        || Elapsed > (_request.Time ?? TimeSpan.MaxValue)
        || Programs >= (_request.Runs ?? long.MaxValue);

    /// <summary>The next failure; null if there is none before the end.</summary>
    public FuzzFailure? Next()
    {
        while (!IsOver)
        {
            var seed = _request.Replay ?? new FuzzSeed(Mix(Mix(_request.Seed) + _round++), Gamma, StartSize);
            if (Round(seed, _request.Replay is null ? ProgramsPerRound : 1) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }

    /// <summary>A failure of a program that was kept; null if it violates nothing new.</summary>
    public FuzzFailure? Try(RefcountProgram program)
    {
        _isShrinking = true;
        return BootedProgram.RunsOn(program, _request.Release) && NewViolation(program) is { } property
            ? Explain(program, property)
            : null;
    }

    // FsCheck asks for one program after the other, and makes the same ones of the same seed whatever the answers are:
    // so they are made twice, and looked at by several threads ahead of its asking.
    private FuzzFailure? Round(FuzzSeed seed, int programs)
    {
        var runner = new FailureRunner();
        var left = (int)Math.Min(programs, (_request.Runs ?? long.MaxValue) - Programs);
        var config = Config
            .Quick.WithMaxTest(left)
            .WithQuietOnSuccess(true)
            .WithRunner(runner)
            .WithEndSize(EndSize)
            .WithStartSize(_request.Replay is null ? StartSize : seed.Size)
            .WithReplay(
                FSharpOption<Replay>.Some(
                    new Replay(
                        new Rnd(seed.Seed, seed.Gamma),
                        _request.Replay is null ? FSharpOption<int>.None : FSharpOption<int>.Some(seed.Size)
                    )
                )
            );
        _isShrinking = false;
        Release[] releases = _request.Against is { } other ? [_request.Release, other] : [_request.Release];
        var arbitrary = _request.IsSequential
            ? ProgramGenerator.Sequences(releases)
            : ProgramGenerator.Programs(releases);
        List<RefcountProgram> made = [];
        Check.One(
            config.WithRunner(new FailureRunner()),
            Prop.ForAll(
                arbitrary,
                (RefcountProgram program) =>
                {
                    made.Add(program);
                    return true;
                }
            )
        );
        using (
            _ahead = OrderedJobs<RefcountProgram, Look>
                .Run(made, _request.Jobs, LookAt, LookAt, _interrupted)
                .GetEnumerator()
        )
        {
            Check.One(
                config,
                Prop.ForAll(
                    arbitrary,
                    (RefcountProgram program) => (IsOver && !_isShrinking) || NewViolation(program) is null
                )
            );
        }

        _ahead = null;
        return runner.Shrunk is { } shrunk && NewViolation(shrunk) is { } property
            ? Explain(Named(shrunk), property) with
            {
                CallsAtFirst = runner.Original!.CallCount,
                Seed = runner.Seed,
            }
            : null;
    }

    // With fixes of what is known: a program may well show several bugs.
    private Release Release => Explanation.WithFixes(_request.Release, _known);

    // Of a kernel tree, a program that runs none of its functions says nothing about it.
    private sealed record Look(Verdict? Verdict, OutcomeDifference? Difference);

    private Look LookAt(RefcountProgram program)
    {
        var release = Release;
        if (!BootedProgram.RunsOn(program, release))
        {
            return new Look(null, null);
        }

        if (release.Text?.Recorded() is { } text)
        {
            release = release with { Text = text };
        }

        var verdict = _explorer.Explore(program, release);
        if (release.Text is { Use.IsEmpty: true })
        {
            return new Look(null, null);
        }

        return new Look(
            verdict,
            verdict is { Complete: true, Counterexamples.IsEmpty: true } ? Compare(program) : null
        );
    }

    private string? NewViolation(RefcountProgram program)
    {
        var look = !_isShrinking && _ahead?.MoveNext() == true ? _ahead.Current.Look : LookAt(program);
        if (look is not { Verdict: { } verdict, Difference: var difference })
        {
            return null; // it does not run on this kernel, or was not begun
        }

        if (!_isShrinking)
        {
            Programs++;
            var isStopped = !verdict.Unknown.IsEmpty && verdict.Counterexamples.IsEmpty;
            if (isStopped && verdict.Incomplete is { } why)
            {
                _stops[why] = _stops.GetValueOrDefault(why) + 1;
            }

            Proved += verdict.Complete ? 1 : 0;
            Sampled += verdict.Complete || isStopped ? 0 : 1;
            Compared +=
                difference is not null || (_request.IsSequential && SequentialComparison.IsPossible(program)) ? 1 : 0;
        }

        var found = verdict
            .Counterexamples.Select(c => c.Violation.Property)
            .Concat(difference is { IsEmpty: false } ? [OutcomeDifference.Property] : [])
            .FirstOrDefault(property => !_unexplained.Any(earlier => earlier.IsIn(program, property)));
        _isShrinking |= found is not null; // FsCheck shrinks from here on
        return found;
    }

    private OutcomeDifference? Compare(RefcountProgram program) =>
        _request.Against is { } other ? Outcomes.Compare(program, Release, other, _request.MaxStates) : null;

    private FuzzFailure Explain(RefcountProgram program, string property)
    {
        var release = Release;
        var difference = property == OutcomeDifference.Property ? Compare(program) : null;
        var explanation = new Explanation(_request.Release, _known, _explorer);
        var bugs = difference is not null ? [] : explanation.Find(program, property);
        var isByHand = false;
        if (bugs.IsEmpty && difference is null && _request.Tree is { } tree && IsViolatedBy(tree.Base))
        {
            bugs = new Explanation(tree.Base, [], _explorer).Find(program, property);
            isByHand = !bugs.IsEmpty;
        }

        bool IsViolatedBy(Release hand) =>
            BootedProgram.RunsOn(program, hand)
            && _explorer.Explore(program, hand).Counterexamples.Any(found => found.Violation.Property == property);

        var isTogether = bugs.IsEmpty && difference is null;
        var failure = new FuzzFailure(
            program,
            release,
            property,
            isTogether ? explanation.FindTogether(program, property) : bugs
        )
        {
            Difference = difference,
            IsTogether = isTogether,
            IsByHand = isByHand,
        };
        _known = _known.AddRange(failure.Shown); // others may show by themselves yet
        if (failure.Shown.IsEmpty)
        {
            _unexplained.Add(Unexplained.Of(program, property));
        }

        return failure;
    }

    // What was reported as NEW. A program that has all its operations probably shows it again, and one that has not
    // shows something else.
    private sealed record Unexplained(string Property, ImmutableHashSet<string> Operations)
    {
        // Two kernels that differ do so in many programs, and one tells.
        public static Unexplained Of(RefcountProgram program, string property) =>
            new(property, property == OutcomeDifference.Property ? [] : OperationsOf(program));

        public bool IsIn(RefcountProgram program, string property) =>
            property == Property && Operations.IsSubsetOf(OperationsOf(program));

        private static ImmutableHashSet<string> OperationsOf(RefcountProgram program) =>
            [.. program.Threads.SelectMany(thread => thread.Calls).Select(call => call.Operation)];
    }

    // A program is called by what it is, so that the same one is kept once.
    private static RefcountProgram Named(RefcountProgram program)
    {
        var numbered = program with
        {
            Threads = [.. program.Threads.Select((thread, i) => thread with { Name = $"CPU {i}" })],
        };
        var mark = ScenarioWriter
            .Write(numbered)
            .Aggregate(0xCBF29CE484222325UL, static (hash, c) => (hash ^ c) * 0x100000001B3UL);
        return numbered with { Name = $"fuzz-{mark & 0xFFFFFF:x6}" };
    }

    private static ulong Mix(ulong value)
    {
        value = (value + Gamma) * 0xBF58476D1CE4E5B9UL;
        return value ^ (value >> 31);
    }
}
