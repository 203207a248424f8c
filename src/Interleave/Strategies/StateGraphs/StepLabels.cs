using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Strategies.StateGraphs;

/// <summary>Steps in words, each text once.</summary>
internal sealed class StepLabels(Machine machine, LocalStates locals)
{
    private readonly Dictionary<(int Local, int Choice, int Before, int After, bool IsTaken), int> _steps = [];
    private readonly Dictionary<string, int> _numbers = [];

    /// <summary>The texts, by number.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>The number of a step's text.</summary>
    public int Of(in StepUndo before, int choice, int result, int after, Violation? violation)
    {
        var isTaken = violation?.Kind is not ViolationKind.UseAfterFree;
        var key = (before.Local, choice, before.Value, after, isTaken);
        if (!_steps.TryGetValue(key, out var number))
        {
            var text = Describe(locals[before.Local], before, choice, result, after, isTaken);
            if (!_numbers.TryGetValue(text, out number))
            {
                number = Texts.Count;
                Texts.Add(text);
                _numbers.Add(text, number);
            }

            _steps.Add(key, number);
        }

        return number;
    }

    private string Describe(LocalState state, in StepUndo before, int choice, int result, int after, bool isTaken)
    {
        var stack = machine.CallsOf(state);
        var cell = before.Location < 0 ? null : machine.Cells[before.Location];
        var step = new TraceStep
        {
            Number = 0,
            Fiber = before.Fiber,
            Choice = choice,
            Kind = state.Operation.Kind,
            Cell = cell,
            Label = state.Operation.Label,
            Before = before.Value,
            After = after,
            Result = result,
            Order = state.Operation.Order,
            Operands = (state.Operation.A, state.Operation.B),
            Stack = stack,
            StackAfter = [],
            Kept = 0,
            CouldGoOn = false,
            Holdings = [],
        };
        var function = stack.LastOrDefault(call => call.Name is not null)?.Name;
        var text = isTaken ? step.Describe() : $"uses {step.Label ?? cell?.Name}";
        return function is null ? text : $"{function}: {text}";
    }
}
