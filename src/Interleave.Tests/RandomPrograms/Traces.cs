using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.RandomPrograms;

/// <summary>
/// Counts Mazurkiewicz traces the plain way: every schedule, each written down as its steps and, for each step, the last
/// step of every other fiber that it depends on. Two schedules are one trace if they are the same when written so.
/// </summary>
internal sealed class Traces
{
    private readonly Execution _execution;
    private readonly List<(int Fiber, int Choice, HotOperation Operation)> _path = [];
    private readonly HashSet<string> _traces = [];
    private readonly long _bound;
    private long _schedules;

    private Traces(ConcurrentProgram program, long bound)
    {
        _execution = new Execution(program.Boot(), false);
        _bound = bound;
    }

    /// <summary>How many traces a program has that violates nothing; null if it has too many schedules.</summary>
    public static long? Count(ConcurrentProgram program, long mostSchedules)
    {
        var traces = new Traces(program, mostSchedules);
        traces.Explore();
        return traces._schedules > mostSchedules ? null : traces._traces.Count;
    }

    private void Explore()
    {
        if (_execution.Enabled() == 0)
        {
            _schedules++;
            _traces.Add(Canonical());
        }

        for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
        {
            for (var choice = 0; _execution.IsEnabled(fiber) && choice < _execution.Choices(fiber); choice++)
            {
                if (_schedules > _bound)
                {
                    return;
                }

                _path.Add((fiber, choice, _execution.OperationOf(fiber)));
                Assert.Null(_execution.Step(fiber, choice, out var undo, out _));
                Explore();
                _execution.Undo(undo);
                _path.RemoveAt(_path.Count - 1);
            }
        }
    }

    // Fiber by fiber: each of its steps by its choice, and how many steps of each other fiber it depends on directly.
    private string Canonical()
    {
        var steps = new List<string>();
        var taken = new int[_execution.FiberCount];
        for (var i = 0; i < _path.Count; i++)
        {
            var (fiber, choice, operation) = _path[i];
            var needs = new int[_execution.FiberCount];
            var before = new int[_execution.FiberCount];
            for (var j = 0; j < i; j++)
            {
                before[_path[j].Fiber]++;
                if (_path[j].Fiber != fiber && HotOperation.Conflict(_path[j].Operation, operation))
                {
                    needs[_path[j].Fiber] = before[_path[j].Fiber];
                }
            }

            steps.Add($"{fiber:00}.{taken[fiber]++:000} {choice}: {string.Join(',', needs)}");
        }

        return string.Join('\n', steps.Order(StringComparer.Ordinal));
    }
}
