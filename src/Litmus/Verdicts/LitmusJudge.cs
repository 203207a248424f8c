using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading;
using Litmus.Axioms;
using Litmus.Executions;
using Litmus.Programs;

namespace Litmus.Verdicts;

/// <summary>What to find out about a test, and how long to try.</summary>
public sealed record JudgeOptions
{
    /// <summary>The memory.</summary>
    public AxiomaticModel Model { get; init; } = AxiomaticModel.Lkmm;

    /// <summary>Enumerates all final states.</summary>
    public bool AllStates { get; init; }

    /// <summary>Keeps a witness, or says why there is none.</summary>
    public bool Explains { get; init; }

    /// <summary>The time for the test.</summary>
    public TimeSpan Time { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Ends the work.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>Judges tests by the axioms of a memory.</summary>
public static class LitmusJudge
{
    /// <summary>The verdict on a test.</summary>
    /// <exception cref="OperationCanceledException">The caller asked for it; running out of time is a
    /// verdict.</exception>
    public static LitmusVerdict Judge(LitmusTest test, JudgeOptions options)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(options.Cancellation);
        if (options.Time != Timeout.InfiniteTimeSpan)
        {
            source.CancelAfter(options.Time);
        }

        var watch = Stopwatch.StartNew();
        var inquiry = new Inquiry(test, options, source.Token);
        string? incomplete = null;
        try
        {
            inquiry.Run();
        }
        catch (BoundException bound)
        {
            incomplete = bound.Message;
        }
        catch (OperationCanceledException) when (!options.Cancellation.IsCancellationRequested)
        {
            incomplete = "time";
        }

        return inquiry.Verdict(incomplete) with
        {
            Elapsed = watch.Elapsed,
        };
    }

    /// <summary>What is asked of the executions of one test, and what is known so far.</summary>
    private sealed class Inquiry(LitmusTest test, JudgeOptions options, CancellationToken cancellation)
    {
        private readonly CellSpace _cells = new(test);
        private readonly SortedSet<string> _states = new(StringComparer.Ordinal);
        private readonly SortedSet<string> _flags = new(StringComparer.Ordinal);
        private readonly bool _looksForRaces = options.Model == AxiomaticModel.Lkmm && test.HasPlainAccesses;
        private Witness? _witness;
        private Witness? _forbidden;
        private Witness? _race;
        private bool _isCut;
        private bool _holds;
        private bool _fails;
        private bool _races;
        private long _candidates;

        public void Run()
        {
            if (test.Condition.Terms.Any(t => t is CellTerm cell && _cells.Kind(cell.Cell) != CellKind.Data))
            {
                _flags.Add("lock-final");
            }

            var runs = Runs();
            if (options.AllStates || _looksForRaces)
            {
                Search(runs, null);
            }
            else
            {
                Search(runs, true);
                Search(runs, false);
            }

            if (!_holds && options.Explains)
            {
                ExplainAbsence(runs);
            }
        }

        public LitmusVerdict Verdict(string? incomplete)
        {
            // What was found is found; that nothing more is there is known only at the end of a search.
            incomplete ??= _isCut ? "a loop was cut short" : null;
            LitmusAnswer? answer =
                _holds && _fails ? LitmusAnswer.Sometimes
                : incomplete is not null ? null
                : _holds ? LitmusAnswer.Always
                : _fails ? LitmusAnswer.Never
                : LitmusAnswer.Deadlock;
            if (answer is not null && incomplete is not null && (options.AllStates || (_looksForRaces && !_races)))
            {
                answer = null; // the rest of the verdict is not known
            }

            return new LitmusVerdict
            {
                Model = options.Model,
                Answer = answer,
                HasDataRace = _races,
                Flags = [.. _flags],
                States = _states.ToImmutableSortedSet(StringComparer.Ordinal),
                Candidates = _candidates,
                Incomplete = answer is null ? incomplete : null,
                Witness = _witness,
                Race = _race,
                Forbidden = _forbidden,
            };
        }

        private List<ThreadRun>[] Runs()
        {
            var values = PossibleValues.Of(test, _cells, cancellation);
            while (true)
            {
                var runs = new List<ThreadRun>[test.Threads.Length];
                _isCut = false;
                for (var thread = 0; thread < runs.Length; thread++)
                {
                    (runs[thread], var isCut) = ThreadRuns.Of(test.Threads[thread], _cells, values, cancellation);
                    _isCut |= isCut;
                }

                // What no run writes is not there to be read; without it there may be fewer runs.
                var written = runs.SelectMany(all => all)
                    .SelectMany(run => run.Events)
                    .Where(e => e.Kind == EventKind.Write)
                    .Select(e => (e.Cell, e.Value))
                    .ToHashSet();
                var removed = 0;
                foreach (var (cell, all) in values)
                {
                    removed += all.RemoveWhere(v => v != _cells.Initial(cell) && !written.Contains((cell, v)));
                }

                if (removed == 0 || _isCut)
                {
                    return runs;
                }
            }
        }

        private void Search(List<ThreadRun>[] runs, bool? wanted)
        {
            var search = new ExecutionSearch(test, _cells, runs, options.Model.Axioms(), cancellation)
            {
                MayBeWanted = state => wanted is null || state.Condition is not { } holds || holds == wanted,
                IsWanted = state => wanted is not null || _looksForRaces || !_states.Contains(state.Text()),
                OnAllowed = (state, execution, judgement) =>
                {
                    Note(state, execution, judgement);
                    return wanted is not null || IsAllKnown();
                },
            };
            try
            {
                search.Run();
            }
            finally
            {
                _candidates += search.Candidates;
            }
        }

        private bool IsAllKnown() => !options.AllStates && _holds && _fails && _races;

        private void Note(FinalState state, Execution execution, IJudgement judgement)
        {
            if (options.AllStates)
            {
                _states.Add(state.Text());
            }

            var holds = state.Condition == true;
            if (options.Explains && holds)
            {
                _witness ??= WitnessText.Of(_cells, execution, state, null);
            }

            _holds |= holds;
            _fails |= !holds;
            _flags.UnionWith(judgement.Flags());
            if (execution.Graph.Cells.Any(_cells.IsWild))
            {
                _flags.Add("wild-pointer");
            }

            if (_looksForRaces && !_races && judgement.HasDataRace)
            {
                _races = true;
                _race = options.Explains ? WitnessText.OfRace(_cells, execution, state, judgement.Race()!.Value) : null;
            }
        }

        private void ExplainAbsence(List<ThreadRun>[] runs)
        {
            // The first that would end so is as good as any, but a shorter cycle is easier to read.
            const int Enough = 50;
            var seen = 0;
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var search = new ExecutionSearch(test, _cells, runs, options.Model.Axioms(), enough.Token)
            {
                MayBeWanted = static state => state.Condition != false,
                OnAllowed = static (_, _, _) => true,
                OnForbidden = (state, execution, judgement) =>
                {
                    var violation = judgement.Explain()!;
                    if (_forbidden is null || violation.Cycle.Count < _forbidden.Cycle.Length)
                    {
                        _forbidden = WitnessText.Of(_cells, execution, state, violation);
                    }

                    if (++seen == Enough)
                    {
                        enough.Cancel();
                    }
                },
            };
            try
            {
                search.Run();
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
