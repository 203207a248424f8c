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

        // and whether the condition holds
        private readonly Dictionary<string, bool> _states = new(StringComparer.Ordinal);
        private ImmutableArray<(ThreadCode Code, ThreadMoves Moves)> _threads = [];
        private TestMachine? _machine;
        private string? _misuse;

        private bool IsBuffering => options.LoadBuffering && options.Memory == MemoryModel.Weak;

        public string? Search(out long states)
        {
            var guesses = IsBuffering ? PossibleValues.Of(test, new CellSpace(test), options.Cancellation) : null;
            _threads =
            [
                .. test.Threads.Select(thread =>
                {
                    var code = new ThreadCode(test, thread);
                    return (code, new ThreadMoves(code, guesses));
                }),
            ];
            var reduces = !options.LeavesNothingOut;
            var verdict = Checker.Prove(
                new ConcurrentProgram(test.Name, machine => _machine = new TestMachine(machine, test, _threads)),
                new SearchOptions
                {
                    Memory = options.Memory,
                    Symmetry = false,
                    SleepSets = false,
                    PersistentSets = reduces,
                    PersistentSetsAfter = 100,
                    BarrenWalks = 20,
                    FingerprintBits = 128,
                    ChecksEveryState = reduces,
                    Bounds = new SearchBounds { MaxTime = options.Time, MaxStates = options.MaxStates },
                    Cancellation = options.Cancellation,
                    OnRestart = _states.Clear,
                    OnEnd = (execution, violation) =>
                    {
                        _misuse ??= violation?.Explanation;
                        if (violation is null && execution.View.Held(_machine!.Ended) == _threads.Length)
                        {
                            Note(execution.View);
                        }
                    },
                }
            );
            states = verdict.States;
            return _misuse
                ?? verdict.Incomplete
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
