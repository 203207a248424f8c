using System.Collections.Immutable;
using Interleave.Memory;

namespace Interleave.Tests.Litmus;

/// <summary>
/// All outcomes of a litmus test under total store order or sequential consistency, by trying everything: no engine, no
/// reduction, no fingerprints.
/// </summary>
internal sealed class StoreBufferOracle
{
    private readonly LitmusProgram _program;
    private readonly bool _hasBuffers;
    private readonly HashSet<string> _seen = [];
    private readonly ImmutableSortedSet<string>.Builder _outcomes = ImmutableSortedSet.CreateBuilder<string>(
        StringComparer.Ordinal
    );

    private StoreBufferOracle(LitmusProgram program, bool hasBuffers) =>
        (_program, _hasBuffers) = (program, hasBuffers);

    public static ImmutableSortedSet<string> Outcomes(LitmusProgram program, bool hasBuffers)
    {
        var oracle = new StoreBufferOracle(program, hasBuffers);
        oracle.Explore(
            new State(
                [.. program.Threads.Select(_ => 0)],
                [.. program.Threads.Select(_ => ImmutableList<(string, int)>.Empty)],
                ImmutableSortedDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal)
            )
        );
        return oracle._outcomes.ToImmutable();
    }

    private void Explore(State state)
    {
        if (!_seen.Add(state.Key))
        {
            return;
        }

        var isEnd = true;
        for (var thread = 0; thread < _program.Threads.Length; thread++)
        {
            if (state.Buffers[thread] is [var (cell, value), ..])
            {
                isEnd = false;
                Explore(
                    state with
                    {
                        Values = state.Values.SetItem(cell, value),
                        Buffers = state.Buffers.SetItem(thread, state.Buffers[thread].RemoveAt(0)),
                    }
                );
            }

            if (state.Next[thread] < _program.Threads[thread].Length)
            {
                isEnd = false;
                Take(state, thread, _program.Threads[thread][state.Next[thread]]);
            }
        }

        if (isEnd)
        {
            _outcomes.Add(
                string.Join(
                    ' ',
                    _program
                        .Registers.Concat(_program.Cells)
                        .Select(name => $"{name}={state.Values.GetValueOrDefault(name)}")
                )
            );
        }
    }

    private void Take(State state, int thread, Instruction i)
    {
        var isEmpty = state.Buffers[thread].IsEmpty;
        var after = state with { Next = state.Next.SetItem(thread, state.Next[thread] + 1) };
        var own = state.Buffers[thread].FindLast(store => store.Item1 == i.Target);
        var value = own.Item1 is null ? state.Values.GetValueOrDefault(i.Target) : own.Item2;
        switch (i.Kind)
        {
            case OperationKind.Barrier when i.Barrier == MemoryBarrier.Full:
                ExploreIf(isEmpty, after);
                break;
            case OperationKind.Barrier:
                Explore(after);
                break;
            case OperationKind.Load:
                Explore(after.With(Name(thread, i), value));
                break;
            case OperationKind.Until:
                ExploreIf(i.Succeeds(value), after.With(Name(thread, i), value));
                break;
            case OperationKind.Store when i.Order == MemoryOrder.Full || !_hasBuffers:
                ExploreIf(isEmpty, after.With(i.Target, i.A));
                break;
            case OperationKind.Release when !_hasBuffers:
                Explore(after.With(i.Target, 0));
                break;
            case OperationKind.Store or OperationKind.Release:
                Explore(
                    after with
                    {
                        Buffers = after.Buffers.SetItem(thread, after.Buffers[thread].Add((i.Target, i.A))),
                    }
                );
                break;
            case OperationKind.Acquire:
                ExploreIf(isEmpty && value == 0, after.With(i.Target, 1));
                break;
            default:
                ExploreIf(
                    isEmpty,
                    after
                        .With(i.Target, i.Succeeds(value) ? i.Written(value) : value)
                        .With(Name(thread, i), i.Result(value))
                );
                break;
        }
    }

    private static string Name(int thread, Instruction i) => $"{thread}:{i.Register}";

    private void ExploreIf(bool condition, State state)
    {
        if (condition)
        {
            Explore(state);
        }
    }

    private sealed record State(
        ImmutableArray<int> Next,
        ImmutableArray<ImmutableList<(string Cell, int Value)>> Buffers,
        ImmutableSortedDictionary<string, int> Values
    )
    {
        public string Key =>
            string.Join(' ', Next)
            + "|"
            + string.Join('|', Buffers.Select(buffer => string.Join(' ', buffer)))
            + "|"
            + string.Join(' ', Values);

        public State With(string name, int value) => this with { Values = Values.SetItem(name, value) };
    }
}
