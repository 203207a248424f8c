using System.Collections.Immutable;
using System.Globalization;
using Interleave;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Search;
using Litmus.Executions;
using Litmus.Programs;
using Litmus.Verdicts;
using LitmusMachine.Programs;
using LitmusMachine.Threads;

namespace LitmusMachine;

/// <summary>Judges tests by running them on a memory of the engine, in all ways.</summary>
public static class MachineJudge
{
    /// <summary>The verdict on a test.</summary>
    /// <exception cref="OperationCanceledException">The caller asked for it; running out of time is a
    /// verdict.</exception>
    public static MachineVerdict Judge(LitmusTest test, MachineOptions options)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var run = new MachineRun(test, options);
        string? incomplete;
        long states = 0;
        try
        {
            incomplete = run.Search(out states);
        }
        catch (InvalidOperationException bound)
        {
            incomplete = bound.Message;
        }
        catch (BoundException bound)
        {
            incomplete = bound.Message;
        }

        options.Cancellation.ThrowIfCancellationRequested();
        return run.Verdict(incomplete) with { States = states, Elapsed = watch.Elapsed };
    }

    private sealed class MachineRun(LitmusTest test, MachineOptions options)
    {
        private readonly ImmutableArray<Term> _observed = test.Observed;
        private readonly System.Diagnostics.Stopwatch _watch = System.Diagnostics.Stopwatch.StartNew();

        // and whether the condition holds
        private readonly Dictionary<string, bool> _states = new(StringComparer.Ordinal);
        private ImmutableArray<(ThreadCode Code, ThreadMoves Moves)> _threads = [];
        private TestMachine? _machine;
        private string? _misuse;
        private long _visited;

        private bool IsBuffering => options.LoadBuffering && options.Memory == MemoryModel.Weak;

        private bool IsDecided => _states.ContainsValue(true) && _states.ContainsValue(false);

        /// <summary>Looks for final states, until all are known or as many as the verdict needs.</summary>
        /// <returns>Why that was not done; null if it was.</returns>
        public string? Search(out long states)
        {
            var incomplete =
                options.AllStates
                || options.Memory == MemoryModel.LoadBuffering
                || !WantedResults.AreAddressesFixed(test)
                    ? SearchAll()
                    : SearchFew();
            states = _visited;
            return _misuse ?? (IsDecided && !options.AllStates ? null : incomplete);
        }

        // A verdict needs one execution that ends as the condition says, and one that does not. The first is looked for
        // where nothing is done that rules it out; an execution of the other kind is nearly always one of sequential
        // consistency, too, which allows no more than other memories.
        private string? SearchFew()
        {
            var wanted = new Dictionary<RegisterTerm, int>();
            WantedResults.Add(test.Condition, wanted);
            if (wanted.Count == 0)
            {
                return SearchAll();
            }

            if (SearchOn(options.Memory, wanted, true) is { } incomplete && !_states.ContainsValue(true))
            {
                return incomplete;
            }

            if (!_states.ContainsValue(false))
            {
                SearchOn(MemoryModel.Sequential, null, false);
            }

            return _states.ContainsValue(false) ? null : SearchAll();
        }

        private string? SearchAll() => SearchOn(options.Memory, null, null);

        // Ends early where a state is found in which the condition holds, or does not, if that is enough. On the weak
        // memory a search that turns out to have known too little may have forgotten too much: only what is found
        // before counts.
        private string? SearchOn(MemoryModel memory, IReadOnlyDictionary<RegisterTerm, int>? wanted, bool? enough)
        {
            var relied = int.MaxValue;
            var buffers = IsBuffering && memory == MemoryModel.Weak;
            var guesses = buffers ? PossibleValues.Of(test, new CellSpace(test), options.Cancellation) : null;
            _threads =
            [
                .. test.Threads.Select(thread =>
                {
                    var code = new ThreadCode(test, thread, wanted);
                    return (code, new ThreadMoves(code, guesses));
                }),
            ];
            using var found = System.Threading.CancellationTokenSource.CreateLinkedTokenSource(options.Cancellation);
            var reduces = !options.LeavesNothingOut;
            var left = options.Time == TimeSpan.MaxValue ? options.Time : options.Time - _watch.Elapsed;
            var verdict = Checker.Prove(
                new ConcurrentProgram(test.Name, machine => _machine = new TestMachine(machine, test, _threads)),
                new SearchOptions
                {
                    Memory = memory,
                    Symmetry = false,
                    SleepSets = false,
                    PersistentSets = reduces,
                    PersistentSetsAfter = 100,
                    BarrenWalks = 20,
                    FingerprintBits = 128,
                    ChecksEveryState = reduces,
                    Bounds = new SearchBounds
                    {
                        MaxTime = left < TimeSpan.Zero ? TimeSpan.Zero : left,
                        MaxStates = options.MaxStates,
                    },
                    Cancellation = found.Token,
                    OnReliance = edges => relied = edges,
                    OnRestart = memory == MemoryModel.LoadBuffering ? _states.Clear : null,
                    OnEnd = (execution, violation) =>
                    {
                        _misuse ??= violation?.Explanation;
                        if (violation is null && execution.View.Held(_machine!.Ended) == _threads.Length)
                        {
                            if (execution.Locals.Learned.Count <= relied)
                            {
                                Note(execution.View);
                            }

                            if (memory == MemoryModel.LoadBuffering)
                            {
                                return; // only the last search counts
                            }

                            if (enough is { } kind ? _states.ContainsValue(kind) : IsDecided && !options.AllStates)
                            {
                                found.Cancel();
                            }
                        }
                    },
                }
            );
            options.Cancellation.ThrowIfCancellationRequested();
            _visited += verdict.States;
            return found.IsCancellationRequested
                ? null
                : verdict.Incomplete
                    ?? (
                        _threads.Any(thread => thread.Moves.WasBounded)
                            ? $"more than {ThreadMoves.Slots} instructions could wait at a time"
                            : null
                    );
        }

        public MachineVerdict Verdict(string? incomplete)
        {
            var (holds, fails) = (_states.ContainsValue(true), _states.ContainsValue(false));
            LitmusAnswer? answer =
                incomplete is not null && !(holds && fails && _misuse is null) ? null
                : holds && fails ? LitmusAnswer.Sometimes
                : holds ? LitmusAnswer.Always
                : fails ? LitmusAnswer.Never
                : LitmusAnswer.Deadlock;
            return new MachineVerdict
            {
                Answer = answer,
                LoadBuffering = IsBuffering,
                FinalStates = _states.Keys.ToImmutableSortedSet(StringComparer.Ordinal),
                Incomplete = answer is null ? incomplete : null,
            };
        }

        private void Note(StateView view)
        {
            var text = string.Concat(_observed.Select(term => $"{term}={Format(Value(term))}; ")).TrimEnd();
            if (!_states.ContainsKey(text) && test.Filter.Holds(Value) == true)
            {
                _states.Add(text, test.Condition.Holds(Value) == true);
            }

            int? Value(Term term) =>
                term switch
                {
                    ConstantTerm constant => constant.Value,
                    CellTerm cell => view[_machine!.Cells[cell.Cell]],
                    _ => Register(view, (RegisterTerm)term),
                };
        }

        private int Register(StateView view, RegisterTerm term)
        {
            for (var i = 0; i < _threads.Length; i++)
            {
                if (test.Threads[i].Number == term.Thread)
                {
                    var register = test.Threads[i].Registers.IndexOf(term.Name);
                    var result = _machine!.Threads[i].Results.FirstOrDefault(r => r.Register == register).Result;
                    return result is null ? 0 : view.Held(result);
                }
            }

            return 0;
        }

        private string Format(int? value) =>
            value is not { } number ? "?"
            : Address.Cell(number) is >= 0 and var cell && cell < test.Cells.Length ? "&" + test.Cells[cell].Name
            : number.ToString(CultureInfo.InvariantCulture);
    }
}
