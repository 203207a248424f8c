using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Interleave.Execution.States;
using Interleave.Search;

namespace Interleave.Strategies.Sampling;

/// <summary>
/// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS 2010): fibers have random
/// priorities and the highest runs; at d-1 random steps the running one falls below all others. A bug that d ordering
/// constraints bring about is hit with a probability of at least 1/(n k^(d-1)) in each execution, for n fibers and
/// executions of at most k steps.
/// </summary>
/// <remarks>
/// k is measured: the longest execution seen so far. The bound holds for executions that were scheduled with the k it
/// names, so whenever a longer one turns up, the count of executions behind the bound is reset.
/// </remarks>
internal sealed class PrioritiesPolicy(int depth) : SchedulePolicy
{
    private readonly int[] _changes = new int[depth - 1];
    private int[] _priorities = [];
    private int _steps;
    private int _longest = 1;
    private long _counted;
    private long _cut;
    private bool _chose;

    public override void Begin(SequentialExecution execution, RandomSource random)
    {
        var fibers = execution.FiberCount;
        if (_priorities.Length != fibers)
        {
            _priorities = new int[fibers];
        }

        for (var i = 0; i < fibers; i++) // a random permutation of depth .. depth + n - 1 (Fisher and Yates)
        {
            var other = (int)random.Below((uint)i + 1);
            _priorities[i] = _priorities[other];
            _priorities[other] = depth + i;
        }

        for (var i = 0; i < _changes.Length; i++)
        {
            _changes[i] = 1 + (int)random.Below((uint)_longest);
        }

        _steps = 0;
    }

    public override int Pick(SequentialExecution execution, uint enabled, RandomSource random)
    {
        var best = BitOperations.TrailingZeroCount(enabled);
        for (var rest = enabled & (enabled - 1); rest != 0; rest &= rest - 1)
        {
            var fiber = BitOperations.TrailingZeroCount(rest);
            best = _priorities[fiber] > _priorities[best] ? fiber : best;
        }

        return best;
    }

    public override void Taking(SequentialExecution execution, int fiber, RandomSource random)
    {
        _steps++;
        _chose |= execution.OperationOf(fiber).Kind == Memory.OperationKind.Choose;
        for (var i = 0; i < _changes.Length; i++)
        {
            if (_changes[i] == _steps)
            {
                _priorities[fiber] = i;
            }
        }
    }

    public override void Ended(int steps, bool wasCut)
    {
        if (wasCut)
        {
            _cut++;
        }
        else if (steps > _longest)
        {
            _longest = steps;
            _counted = 0;
        }
        else
        {
            _counted++;
        }
    }

    public override ImmutableArray<string> Notes()
    {
        var one = 1 / (_priorities.Length * Math.Pow(_longest, depth - 1));
        var notes = ImmutableArray.Create(
            string.Create(
                CultureInfo.InvariantCulture,
                $"a bug of depth {depth} is missed with a probability of at most {Text(Missed(one, _counted))} "
                    + $"(n = {_priorities.Length} fibers, k = {Quantity.Of(_longest, "step")}: the longest execution seen; "
                    + $"{Quantity.Of(_counted, "execution")} since then, each of which hits it with at least {one:0.0e+0})"
            )
        );
        if (_chose)
        {
            notes = notes.Add("choices were drawn at random; the bound is for bugs that depend on none");
        }

        return _cut == 0
            ? notes
            : notes.Add(
                $"{Quantity.Of(_cut, "execution was cut, and does not count", "executions were cut, and do not count")}"
            );
    }

    private static string Text(double probability) =>
        probability.ToString(probability < 0.01 ? "0.0e+0" : "0.00", CultureInfo.InvariantCulture);

    /// <summary>The probability that none of so many executions hits what each hits with probability
    /// <paramref name="one"/>.</summary>
    internal static double Missed(double one, long executions) => Math.Pow(1 - one, executions);
}
