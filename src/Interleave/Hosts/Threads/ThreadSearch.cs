using System.Collections.Immutable;
using System.Globalization;
using System.Threading;
using Interleave.Hosts.Inline;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Violations;

namespace Interleave.Hosts.Threads;

/// <summary>
/// Runs a program on real threads, many executions in a row: each thread plays one fiber in every execution of a batch.
/// A thread may be a little ahead of the others, so that nobody waits at a barrier for each execution, and not far, or
/// else they would not meet.
/// </summary>
internal sealed class ThreadSearch
{
    private const int BatchSize = 256;
    private const int MaxAhead = 3;
    private const int MaxSteps = 4096;
    private const int StackBytes = 1 << 20;

    private readonly SearchOptions _options;
    private readonly ThreadOptions _threads;
    private readonly SearchRun _run;
    private readonly InlineProgram _program;
    private readonly FinalStates _finals;
    private readonly Dictionary<(ViolationKind, string), Violation> _violations = [];
    private long _atOnce;
    private long _cut;

    private ThreadSearch(ConcurrentProgram program, SearchOptions options, ThreadOptions threads)
    {
        _options = options with { FingerprintBits = 128, ChecksEveryState = false };
        _threads = threads;
        _run = new SearchRun(program, _options, false);
        _program = new InlineProgram(_run);
        _finals = new FinalStates(_run.Machine);
    }

    /// <summary>Runs as many executions as asked for, or as the bounds allow.</summary>
    public static ThreadResult Search(ConcurrentProgram program, SearchOptions options, ThreadOptions threads)
    {
        var search = new ThreadSearch(program, options, threads);
        search._run.LeaveOut($"{Quantity.Of(threads.Runs, "execution")} on threads, seed {threads.Seed}");
        for (var done = 0L; done < threads.Runs && !search._run.MustStopNow(0, 0); )
        {
            var size = (int)Math.Min(BatchSize, threads.Runs - done);
            search.RunBatch(done, size);
            done += size;
        }

        var verdict = search._run.Finish("real threads", 0);
        return new ThreadResult(
            verdict with
            {
                NeverReached = [],
                FinalStates = search._finals.All.Count,
                Notes = search.Notes(verdict),
            },
            [.. search._violations.Values],
            search._finals.All,
            search._cut + search._atOnce
        );
    }

    private void RunBatch(long first, int size)
    {
        var batch = new ThreadExecution[size];
        var maxSteps = Math.Min(_options.Bounds.MaxDepth, MaxSteps);
        for (var i = 0; i < size; i++)
        {
            var seed = StableHash.Mix(_threads.Seed ^ StableHash.Mix((ulong)(first + i) + 1));
            batch[i] = new ThreadExecution(_program.Machine, _threads.SequentiallyConsistent, seed, maxSteps);
        }

        var arrived = new int[size];
        var threads = Enumerable
            .Range(0, _program.Final.FiberCount)
            .Select(fiber => new Thread(() => Play(fiber, batch, arrived), StackBytes) { IsBackground = true })
            .ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        foreach (var execution in batch)
        {
            Judge(execution);
        }
    }

    private static void Play(int fiber, ThreadExecution[] batch, int[] arrived)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            Interlocked.Increment(ref arrived[i]);
            var gate = Math.Max(0, i - batch[i].Ahead(fiber, MaxAhead));
            while (Volatile.Read(ref arrived[gate]) < batch[i].Fibers.Length)
            {
                Thread.Yield();
            }

            batch[i].Run(fiber);
        }
    }

    private void Judge(ThreadExecution execution)
    {
        _run.Executions++;
        _run.Transitions += execution.Steps;
        _run.MaxDepth = Math.Max(_run.MaxDepth, execution.Steps);
        if (execution.WasCut)
        {
            _cut++;
            return;
        }

        var violations = _program.Judge(execution);
        if (violations.Select(violation => (violation.Kind, violation.Property)).Distinct().Skip(1).Any())
        {
            _atOnce++; // the one that came first is a violation; what came after it need not be
            return;
        }

        if (violations is [var found, ..])
        {
            _violations.TryAdd((found.Kind, found.Property), found);
        }

        if (execution.Fibers.All(fiber => fiber.Failure is null))
        {
            _finals.Add(_program.Final);
        }
    }

    private ImmutableArray<string> Notes(Verdict verdict)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        var properties = _run.Machine.Properties;
        notes.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{verdict.Executions / Math.Max(1e-9, verdict.Elapsed.TotalSeconds):N0} executions a second, "
                    + $"{Quantity.Of(_finals.All.Count, "distinct final state")}"
            )
        );
        notes.Add(
            "not checked on threads: "
                + $"{Quantity.Of(properties.AlwaysChecks.Count, "property", "properties")} of every state, and whether "
                + Quantity.Of(
                    properties.SometimesChecks.Count,
                    "state of interest is reached",
                    "states of interest are reached"
                )
        );
        if (!_threads.SequentiallyConsistent)
        {
            notes.Add("plain and once stores were left to this machine's memory order");
        }

        if (_atOnce > 0)
        {
            notes.Add(
                $"{Quantity.Of(_atOnce, "execution")} not counted: two threads violated different properties at once"
            );
        }

        if (_cut > 0)
        {
            notes.Add($"{Quantity.Of(_cut, "execution was", "executions were")} cut: a thread took too many steps");
        }

        return notes.ToImmutable();
    }
}
