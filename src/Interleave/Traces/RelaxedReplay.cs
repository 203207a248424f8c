using System.Collections.Immutable;
using Interleave.Execution;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Properties;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Traces;

/// <summary>What <see cref="Replayer"/> and <see cref="Walk"/> do, on a memory that is not sequentially
/// consistent.</summary>
internal sealed class RelaxedReplay
{
    private readonly Machine _machine;
    private readonly RelaxedExecution _execution;
    private readonly List<ScheduledStep> _moves = [];

    private RelaxedReplay(ConcurrentProgram program, MemoryModel memory)
    {
        _machine = program.Boot();
        _machine.Shared.Model = memory;
        _execution = RelaxedMemory.Begin(new SequentialExecution(_machine, false), memory, false, SeededFault.None);
        _execution.Show();
    }

    private SequentialExecution Shown => _execution.Shown;

    /// <inheritdoc cref="Replayer.Replay"/>
    public static Trace Replay(ConcurrentProgram program, Schedule schedule) =>
        new RelaxedReplay(program, schedule.Memory).Follow(program, schedule);

    /// <inheritdoc cref="Walk.Along"/>
    public static Walk Along(ConcurrentProgram program, Schedule schedule)
    {
        var replay = new RelaxedReplay(program, schedule.Memory);
        var states = ImmutableArray.CreateBuilder<TraceState>();
        states.Add(replay.Look(1));
        foreach (var step in schedule.Steps)
        {
            replay.Take(step, states.Count, out _);
            states.Add(replay.Look(states.Count + 1));
        }

        return new Walk([.. replay._machine.Cells], states.ToImmutable());
    }

    private Trace Follow(ConcurrentProgram program, Schedule schedule)
    {
        var monitor = new PropertyMonitor(_machine.Properties, Shown);
        var initial = Shown.Memory.ToArray();
        var holdings = Enumerable
            .Range(0, Shown.FiberCount)
            .Select(f => Replayer.HoldingsOf(_machine, Shown.LocalState(f).Holdings))
            .ToArray();
        var steps = ImmutableArray.CreateBuilder<TraceStep>();
        var violation = monitor.CheckState();
        foreach (var step in schedule.Steps)
        {
            if (violation is not null)
            {
                throw new ScheduleDivergedException(
                    steps.Count + 1,
                    $"'{violation.Property}' is already violated before it ({violation.Explanation})"
                );
            }

            steps.Add(Take(step, steps.Count + 1, out violation));
            violation = _execution.Show() && violation is null ? monitor.CheckState() : violation;
        }

        var isEnd = _execution.IsEnd(_moves, out _);
        _execution.Show();
        violation ??= isEnd ? monitor.CheckEnd() : null;
        var ends = Enumerable.Range(0, Shown.FiberCount).Select(f => (Fiber: f, IsEnabled: CanMove(f))).ToArray();
        _execution.Show();
        return new Trace(
            program.Name,
            schedule,
            steps.ToImmutable(),
            [.. ends.Select(end => Replayer.EndOf(_machine, Shown, end.Fiber, end.IsEnabled, holdings[end.Fiber]))],
            violation,
            [
                .. steps
                    .Where(s => s.Cell is not null)
                    .Select(s => s.Cell!)
                    .Distinct()
                    .Select(c => (c, initial[c.Location])),
            ]
        );
    }

    private TraceStep Take(ScheduledStep step, int number, out Violation? violation)
    {
        if (step.Fiber >= Shown.FiberCount)
        {
            throw new ScheduleDivergedException(number, $"there is no fiber {step.Fiber}, only {Shown.FiberCount}");
        }

        var state = Shown.LocalState(step.Fiber);
        RequireOpen(step, state.Operation, number);
        violation = _execution.Take(step, out var effect);
        var after = Shown.LocalState(step.Fiber);
        var operation = effect.Operation;
        return new TraceStep
        {
            Number = number,
            Fiber = step.Fiber,
            Choice = step.Choice,
            Kind = step.IsCommit ? OperationKind.Commit : operation.Kind,
            Cell = operation.Location < 0 ? null : _machine.Cells[operation.Location],
            Label = step.IsCommit ? null : operation.Label,
            Before = effect.Before,
            After = effect.After,
            Result = effect.Result,
            Order = operation.Order,
            Operands = (operation.A, operation.B),
            Stack = state.Calls,
            StackAfter = after.Calls,
            Kept =
                step.IsCommit ? state.Stack.Count
                : violation is null ? new StepCode(_machine.Run).CountKept(state, effect.Result)
                : 0,
            CouldGoOn = violation is null && CanMove(step.Fiber),
            Holdings = Replayer.HoldingsOf(_machine, after.Holdings),
            Path = effect.Path,
        };
    }

    private void RequireOpen(ScheduledStep step, in Operation operation, int number)
    {
        _moves.Clear();
        _execution.AddMoves(step.Fiber, _moves);
        if (!_moves.Contains(step))
        {
            var name = _machine.Fibers[step.Fiber].Name;
            throw new ScheduleDivergedException(
                number,
                step.IsCommit ? $"{name} has nothing in its store buffer"
                    : operation.Kind == OperationKind.None ? $"{name} has returned"
                    : _moves.All(move => move.IsCommit)
                        ? $"{name} cannot take its step on {_machine.Describe(operation)} yet"
                    : $"{name} cannot go way {step.Choice} here"
            );
        }
    }

    private TraceState Look(int next)
    {
        var here = new List<int>();
        _execution.Save(here);
        var choices = ImmutableArray.CreateBuilder<TraceStep>();
        for (var fiber = 0; fiber < Shown.FiberCount; fiber++)
        {
            var moves = new List<ScheduledStep>();
            _execution.AddMoves(fiber, moves);
            foreach (var move in moves)
            {
                choices.Add(Take(move, next, out _));
                _execution.Restore(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(here));
            }
        }

        var enabled = Enumerable.Range(0, Shown.FiberCount).Select(CanMove).ToArray();
        _execution.Show();
        return new TraceState(
            [.. Shown.Memory],
            [.. enabled.Select((isEnabled, fiber) => Walk.StateOf(_machine, Shown, fiber, isEnabled))],
            choices.ToImmutable()
        );
    }

    // A fiber whose step waits for its store buffer is not blocked: memory takes the next step for it.
    private bool CanMove(int fiber)
    {
        _moves.Clear();
        _execution.AddMoves(fiber, _moves);
        return _moves.Count > 0;
    }
}
