using Interleave.Memory;
using Interleave.Violations;

namespace Interleave.Tests.RandomPrograms.Reference;

/// <summary>Every state of a random program by plain enumeration: no reduction, no fingerprint, no code of the
/// engine's.</summary>
internal sealed class ReferenceSearch
{
    private readonly ProgramText _text;
    private readonly ReferenceMachine _machine;
    private readonly Dictionary<int[], int> _numbers = new(new ByWords());
    private readonly List<int[]> _open = [];
    private readonly List<ReferenceState> _states = [];
    private readonly HashSet<string> _outcomes = [];
    private readonly HashSet<string> _violated = [];
    private readonly HashSet<string> _reached = [];

    private ReferenceSearch(ProgramText text, MemoryModel memory)
    {
        _text = text;
        _machine = new ReferenceMachine(text, memory);
    }

    /// <summary>What can come of a program; null if it has more than so many states.</summary>
    public static ReferenceResult? Explore(ProgramText text, MemoryModel memory, int maxStates)
    {
        var search = new ReferenceSearch(text, memory);
        return search.Run(maxStates)
            ? new ReferenceResult(
                search._outcomes,
                search._violated.Order(StringComparer.Ordinal),
                search.NeverReached(),
                search._states
            )
            : null;
    }

    private bool Run(int maxStates)
    {
        var start = _machine.Start(out var violation);
        if (violation is not null)
        {
            End(violation, null);
            return true;
        }

        Meet(start);
        for (var at = 0; at < _open.Count; at++)
        {
            if (_open.Count > maxStates)
            {
                return false;
            }

            GoOn(_open[at], _states[at]);
        }

        return true;
    }

    private void GoOn(int[] state, ReferenceState node)
    {
        for (var fiber = 0; fiber < _machine.Fibers && !node.IsEnd; fiber++)
        {
            var ways = _machine.Ways(state, fiber);
            for (var way = 0; way < ways; way++)
            {
                Arrive(_machine.Take(state, fiber, way, out var violation), violation, fiber);
            }

            if (_machine.CanArrive(state, fiber))
            {
                Arrive(_machine.Arrive(state, fiber, out var violation), violation, fiber);
            }
        }

        void Arrive(int[] next, string? violation, int fiber)
        {
            if (violation is not null)
            {
                End(violation, null);
            }
            else
            {
                node.Edges.Add((fiber, Meet(next)));
            }
        }
    }

    private int Meet(int[] state)
    {
        if (_numbers.TryGetValue(state, out var number))
        {
            return number;
        }

        _numbers.Add(state, number = _open.Count);
        _open.Add(state);
        var enabled = 0u;
        for (var fiber = 0; fiber < _machine.Fibers; fiber++)
        {
            enabled |= _machine.Ways(state, fiber) > 0 || _machine.CanArrive(state, fiber) ? 1u << fiber : 0;
        }

        var isLeft = Enumerable.Range(0, _machine.Fibers).Any(fiber => _machine.MustReturn(state, fiber));
        _states.Add(new ReferenceState(enabled, isLeft, Judge(state, enabled, isLeft), []));
        return number;
    }

    // True if executions end there.
    private bool Judge(int[] state, uint enabled, bool isLeft)
    {
        if (_machine.Shown(state) is not { } memory)
        {
            return false;
        }

        Look(state, memory);
        var first = memory[Layout.FirstCell];
        if (
            _text.Never is { } never
            && first == never.First
            && memory[Layout.FirstCell + _text.Cells - 1] == never.Last
        )
        {
            End($"Always: {ProgramText.Together}", Describe(state, memory));
            return true;
        }

        if (_text.NeverSeen.FirstOrDefault(seen => IsSeen(seen, state, memory)) is { } found)
        {
            End($"Always: {ProgramText.Invariant}{found}", Describe(state, memory));
            return true;
        }

        if (enabled == 0)
        {
            End(
                isLeft ? $"BlockedForEver: {EngineRules.NoBlockedFiber}"
                    : _text.AtEnd == first ? $"AtEnd: {ProgramText.LastValue}"
                    : null,
                Describe(state, memory)
            );
        }

        return enabled == 0;
    }

    private void Look(int[] state, int[] memory)
    {
        if (memory[Layout.FirstCell] == 2)
        {
            _reached.Add(ProgramText.FirstIsTwo);
        }

        _reached.UnionWith(
            _text.SometimesSeen.Where(seen => IsSeen(seen, state, memory)).Select(static seen => seen.ToString())
        );
    }

    private bool IsSeen(Observation seen, int[] state, int[] memory) =>
        seen.Holds(
            () => Sum(fiber => _machine.Of(state, fiber).Token),
            () => Sum(fiber => _machine.Of(state, fiber).Depth > 0 ? 1 : 0),
            () => memory[Layout.FirstCell]
        );

    private int Sum(Func<int, int> of) => Enumerable.Range(0, _machine.Fibers).Sum(of);

    private IEnumerable<string> NeverReached() =>
        _text.HasNoGoals
            ? []
            : _text
                .SometimesSeen.Select(static seen => seen.ToString())
                .Prepend(ProgramText.FirstIsTwo)
                .Where(goal => !_reached.Contains(goal));

    private void End(string? violation, string? state)
    {
        if (violation is not null)
        {
            _violated.Add(violation);
        }

        _outcomes.Add(
            violation is null ? state!
            : state is null ? violation
            : $"{violation[(violation.IndexOf(':', StringComparison.Ordinal) + 2)..]}: {state}"
        );
    }

    private string Describe(int[] state, int[] memory)
    {
        var held = Enumerable
            .Range(0, Interpreter.Resources)
            .Select(resource => Sum(fiber => _machine.Of(state, fiber).HeldOf(resource)));
        return $"{string.Join(',', memory)} holding {string.Join(',', held)}";
    }

    private sealed class ByWords : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? a, int[]? b) => a.AsSpan().SequenceEqual(b);

        public int GetHashCode(int[] words)
        {
            var hash = 17;
            foreach (var word in words)
            {
                hash = unchecked((hash * 486187739) + word);
            }

            return hash;
        }
    }
}
