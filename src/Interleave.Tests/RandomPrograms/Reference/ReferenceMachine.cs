using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Violations;

namespace Interleave.Tests.RandomPrograms.Reference;

/// <summary>
/// Random programs once more, without the engine: a state is an array of words, and a step makes a new one. Written
/// from what statements mean and from docs/memory-models.md alone.
/// </summary>
internal sealed class ReferenceMachine
{
    private readonly Layout _layout;
    private readonly ImmutableArray<ImmutableArray<Code>> _code; // of each fiber
    private readonly ImmutableArray<bool> _isDaemon;
    private readonly bool _hasBuffers;

    /// <summary>A program on a memory: sequential consistency or total store order.</summary>
    public ReferenceMachine(ProgramText text, MemoryModel memory)
    {
        _layout = new Layout(text.Cells, text.CanFree, memory);
        _hasBuffers = memory == MemoryModel.Tso;
        var compiler = new Compiler(_layout, text.Orders);
        var fibers = text
            .Roles.SelectMany(role => Enumerable.Repeat((compiler.Compile(role.Body), role.IsDaemon), role.Fibers))
            .ToImmutableArray();
        (_code, _isDaemon) = ([.. fibers.Select(static f => f.Item1)], [.. fibers.Select(static f => f.IsDaemon)]);
    }

    /// <summary>How many fibers there are.</summary>
    public int Fibers => _code.Length;

    /// <summary>The first state, and what is violated on the way to it.</summary>
    public int[] Start(out string? violation)
    {
        var state = new int[_layout.Words + (Fibers * Fiber.Words)];
        state[Layout.Life] = 1;
        violation = null;
        for (var fiber = 0; fiber < Fibers; fiber++)
        {
            violation ??= Of(state, fiber).RunOn(_code[fiber]);
        }

        return state;
    }

    /// <summary>One fiber of a state.</summary>
    public Fiber Of(int[] state, int fiber) => new(state.AsSpan(_layout.Words + (fiber * Fiber.Words), Fiber.Words));

    /// <summary>True if a fiber has not returned, and is not one that need not.</summary>
    public bool MustReturn(int[] state, int fiber) => !_isDaemon[fiber] && NextOf(state, fiber).Kind != CodeKind.End;

    /// <summary>In how many ways the fiber's own next step can go: 0 if it cannot be taken.</summary>
    public int Ways(int[] state, int fiber)
    {
        var code = NextOf(state, fiber);
        if (code.Kind == CodeKind.Choose)
        {
            return code.A;
        }

        var view = Of(state, fiber);
        var isOpen = code.Kind switch
        {
            CodeKind.End => false,
            CodeKind.Lock => state[code.Cell] == 0,
            CodeKind.LockShared => state[code.Cell] <= 0,
            CodeKind.UntilNotZero => !IsAlive(state, fiber, code.Cell) || Seen(state, fiber, code.Cell) != 0,
            CodeKind.UntilEqual => !IsAlive(state, fiber, code.Cell) || Seen(state, fiber, code.Cell) == code.A,
            CodeKind.UntilNobody => Readers(Seen(state, fiber, code.Cell), view.Result) == 0,
            _ => true,
        };
        return isOpen && (view.StoreCount == 0 || !Drains(code)) ? 1 : 0;
    }

    /// <summary>True if the oldest of the fiber's stores can reach memory.</summary>
    public bool CanArrive(int[] state, int fiber) => Of(state, fiber).StoreCount > 0;

    /// <summary>Takes a fiber's own next step in one of its ways.</summary>
    /// <returns>The state behind it; what it violates is in <paramref name="violation"/>.</returns>
    public int[] Take(int[] state, int fiber, int way, out string? violation)
    {
        var code = NextOf(state, fiber);
        var next = (int[])state.Clone();
        var view = Of(next, fiber);
        view.Result = code.Kind == CodeKind.Choose ? way : 0;
        if (code.Cell >= 0)
        {
            var (word, operand) = (code.Cell, OperandOf(code, Of(state, fiber)));
            var isBuffered = _hasBuffers && IsBuffered(code);
            var found = isBuffered || !code.Writes ? Seen(state, fiber, word) : state[word];
            violation = Misuse(code, found, IsAlive(state, fiber, word));
            if (violation is not null)
            {
                return next;
            }

            view.Result = Do(code, operand, found, out var left);
            if (isBuffered)
            {
                view.AddStore(view.At, operand);
            }
            else if (code.Writes)
            {
                next[word] = left;
            }

            NoteLock(code, view);
        }

        view.At++;
        violation = view.RunOn(_code[fiber]);
        return next;
    }

    /// <summary>Lets the oldest of the fiber's stores reach memory.</summary>
    public int[] Arrive(int[] state, int fiber, out string? violation)
    {
        var next = (int[])state.Clone();
        var (at, operand) = Of(state, fiber).StoreOf(0);
        var code = _code[fiber][at];
        Of(next, fiber).RemoveStore();
        violation = Misuse(code, state[code.Cell], !_layout.HasLife(code.Cell) || state[Layout.Life] == 1);
        if (violation is null)
        {
            Do(code, operand, state[code.Cell], out next[code.Cell]);
        }

        return next;
    }

    /// <summary>What properties see of memory: with all stores that wait. Null while it matters which of them arrives
    /// last.</summary>
    public int[]? Shown(int[] state)
    {
        var shown = state[.._layout.Words];
        for (var word = 0; word < _layout.Words; word++)
        {
            var (writers, isInOrder) = (0, false);
            for (var fiber = 0; fiber < Fibers; fiber++)
            {
                var before = isInOrder;
                for (var i = 0; i < Of(state, fiber).StoreCount; i++)
                {
                    var (at, operand) = Of(state, fiber).StoreOf(i);
                    if (_code[fiber][at].Cell == word)
                    {
                        Do(_code[fiber][at], operand, shown[word], out shown[word]);
                        writers |= 1 << fiber;
                        isInOrder |= _code[fiber][at].Kind != CodeKind.Leave;
                    }
                }

                if (isInOrder && int.PopCount(writers) > 1)
                {
                    return null;
                }
            }
        }

        return shown;
    }

    private Code NextOf(int[] state, int fiber) => _code[fiber][Of(state, fiber).At];

    private bool IsAlive(int[] state, int fiber, int word) =>
        !_layout.HasLife(word) || Seen(state, fiber, Layout.Life) == 1;

    // A fiber sees its own stores that wait.
    private int Seen(int[] state, int fiber, int word)
    {
        var value = state[word];
        var view = Of(state, fiber);
        for (var i = 0; i < view.StoreCount; i++)
        {
            var (at, operand) = view.StoreOf(i);
            if (_code[fiber][at].Cell == word)
            {
                Do(_code[fiber][at], operand, value, out value);
            }
        }

        return value;
    }

    private static string? Misuse(Code code, int found, bool isAlive) =>
        !isAlive ? $"UseAfterFree: {EngineRules.NoUseAfterFree}"
        : (code.Kind == CodeKind.Begin && found == 1) || (code.Kind == CodeKind.Free && found == 0)
            ? $"DoubleFree: {EngineRules.NoDoubleFree}"
        : null;

    private static void NoteLock(Code code, Fiber fiber)
    {
        var isTaken =
            code.Kind is CodeKind.Lock or CodeKind.LockShared || (code.Kind == CodeKind.TryLock && fiber.Result == 1);
        if (isTaken || code.Kind is CodeKind.Unlock or CodeKind.UnlockShared)
        {
            fiber.LockHeld(code.A, code.Kind is CodeKind.LockShared or CodeKind.UnlockShared) += isTaken ? 1 : -1;
        }
    }

    // Stores, what ends a lock or a life, and what counts somebody out of a section; but for what asks for a full
    // barrier.
    private static bool IsBuffered(Code code) =>
        code.Kind is CodeKind.Begin or CodeKind.Free or CodeKind.Unlock or CodeKind.Leave
        || (code.Kind is CodeKind.Store or CodeKind.StoreNext && code.Order != MemoryOrder.Full);

    private static bool Drains(Code code) =>
        code.Kind == CodeKind.Fence || (code.Writes && !IsBuffered(code) && code.Kind != CodeKind.Enter);

    private static int OperandOf(Code code, Fiber fiber) =>
        code.Kind switch
        {
            CodeKind.StoreNext => (fiber.Register + 1) & 3,
            CodeKind.Leave => fiber.Top,
            _ => code.A,
        };

    // What a step on a cell results in, and what it leaves there.
    private static int Do(Code code, int operand, int found, out int left)
    {
        (left, var result) = code.Kind switch
        {
            CodeKind.Store or CodeKind.StoreNext => (operand, 0),
            CodeKind.Begin => (1, 0),
            CodeKind.Free => (0, 0),
            CodeKind.Add => (found + operand, found + operand),
            CodeKind.AddUnless => found == code.B ? (found, 0) : (found + operand, 1),
            CodeKind.CompareExchange => found == operand ? (code.B, 1) : (found, 0),
            CodeKind.Exchange => (operand, found),
            CodeKind.DoubleAndAdd => (((2 * found) + operand) & 3, ((2 * found) + operand) & 3),
            CodeKind.Replace => (found == 0 ? operand : code.B, found),
            CodeKind.Enter => (found + (2 << (4 * (found & 1))), found & 1),
            CodeKind.Leave => (found - (2 << (4 * operand)), 0),
            CodeKind.Turn => (found ^ 1, found & 1),
            CodeKind.Lock => (1, 0),
            CodeKind.TryLock => found == 0 ? (1, 1) : (found, 0),
            CodeKind.Unlock => (0, 0),
            CodeKind.LockShared => (found - 1, 0),
            CodeKind.UnlockShared => (found + 1, 0),
            _ => (found, found),
        };
        return result;
    }

    private static int Readers(int word, int phase) => (word >> (1 + (4 * phase))) & 15;
}
