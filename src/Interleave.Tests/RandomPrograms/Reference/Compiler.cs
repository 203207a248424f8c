using System.Collections.Immutable;
using Interleave.Memory;

namespace Interleave.Tests.RandomPrograms.Reference;

/// <summary>Translates the body of a role into instructions.</summary>
/// <param name="layout">Where cells are.</param>
/// <param name="orders">Which memory orders statements have.</param>
internal sealed class Compiler(Layout layout, int orders)
{
    private readonly List<Code> _code = [];

    /// <summary>The instructions of a fiber with this body.</summary>
    public ImmutableArray<Code> Compile(Block body)
    {
        _code.Clear();
        if (body.Statements.Any(static s => s is Compound.Call or Compound.CallThen))
        {
            Calls(body);
        }
        else
        {
            All(body);
            Emit(CodeKind.HoldResult);
        }

        Emit(CodeKind.End);
        return [.. _code];
    }

    private int Emit(CodeKind kind, int cell = -1, int a = 0, int b = 0, MemoryOrder order = MemoryOrder.Full)
    {
        _code.Add(new Code(kind, cell, a, b, order));
        return _code.Count - 1;
    }

    // A jump's target is not known yet: the caller sets it.
    private void Land(int jump) => _code[jump] = _code[jump] with { A = _code.Count };

    private void All(Block body)
    {
        foreach (var statement in body.Statements)
        {
            One(statement);
        }
    }

    // A routine without a result: what it calls has none either, and nothing is left in its register.
    private void Calls(Block body)
    {
        Emit(CodeKind.SetRegister);
        foreach (var statement in body.Statements)
        {
            if (statement is Compound.Call call)
            {
                Calls(call.Body);
                Emit(CodeKind.SetRegister);
            }
            else
            {
                One(statement);
            }
        }
    }

    private void One(Statement statement)
    {
        switch (statement)
        {
            case Compound compound:
                Nested(compound);
                break;
            case Automaton automaton:
                Circle(automaton);
                break;
            case Statement.Spin s:
                var again = Access(CodeKind.Load, s.Cell, MemoryOrder.Once);
                Emit(CodeKind.JumpUnlessResult, a: again, b: s.Value);
                break;
            case Statement.Assert s:
                Access(CodeKind.Load, s.Cell, MemoryOrder.Once);
                Emit(CodeKind.FailIfResult, s.Cell, s.Value);
                break;
            case Statement.Synchronize:
                Emit(CodeKind.Lock, layout.GracePeriod, Layout.GracePeriodLock);
                Emit(CodeKind.Turn, layout.Readers);
                Emit(CodeKind.UntilNobody, layout.Readers);
                Emit(CodeKind.Unlock, layout.GracePeriod, Layout.GracePeriodLock);
                break;
            default:
                Simple(statement);
                break;
        }
    }

    private void Simple(Statement statement)
    {
        var order = MemoryOrders.Of(statement, orders);
        switch (statement)
        {
            case Statement.Pass:
                Emit(CodeKind.Pass);
                break;
            case Statement.Fence s:
                if (layout.IsStep(s.Barrier))
                {
                    Emit(CodeKind.Fence, a: (int)s.Barrier);
                }

                break;
            case Statement.Hold:
                Emit(CodeKind.Pass);
                Emit(CodeKind.HoldToken);
                break;
            case Statement.Drop:
                Emit(CodeKind.Pass);
                Emit(CodeKind.DropToken);
                break;
            case Statement.Throw:
                Emit(CodeKind.Pass);
                Emit(CodeKind.Throw);
                break;
            case Statement.Begin:
                Emit(CodeKind.Begin, Layout.Life, order: MemoryOrder.Plain);
                break;
            case Statement.Free:
                Emit(CodeKind.Free, Layout.Life, order: MemoryOrder.Plain);
                break;
            case Statement.Unlock s:
                Emit(CodeKind.Unlock, layout.LockWord(s.Lock), s.Lock);
                break;
            case Statement.Peek s:
                Access(CodeKind.Load, s.Cell, order);
                break;
            case Statement.Store s:
                Access(CodeKind.Store, s.Cell, order, s.Value);
                break;
            case Statement.StoreNext s:
                Access(CodeKind.StoreNext, s.Cell, order);
                break;
            default:
                WithResult(statement, order);
                Emit(CodeKind.KeepResult);
                break;
        }
    }

    private void WithResult(Statement statement, MemoryOrder order) =>
        _ = statement switch
        {
            Statement.Load s => Access(CodeKind.Load, s.Cell, order),
            Statement.Park s => Access(CodeKind.UntilNotZero, s.Cell, order),
            Statement.Wait s => Access(CodeKind.UntilEqual, s.Cell, order, s.Value),
            Statement.Choose s => Emit(CodeKind.Choose, a: s.Ways),
            Statement.Add s => Access(CodeKind.Add, s.Cell, order, s.Delta),
            Statement.AddUnless s => Access(CodeKind.AddUnless, s.Cell, order, s.Delta, s.Unless),
            Statement.CompareExchange s => Access(CodeKind.CompareExchange, s.Cell, order, s.Expected, s.Desired),
            Statement.Exchange s => Access(CodeKind.Exchange, s.Cell, order, s.Value),
            Statement.Update s => Access(CodeKind.DoubleAndAdd, s.Cell, order, s.Argument),
            _ => throw new NotSupportedException(statement.ToString()),
        };

    private int Access(CodeKind kind, int cell, MemoryOrder order, int a = 0, int b = 0) =>
        Emit(kind, Layout.FirstCell + cell, a, b, order);

    private void Nested(Compound compound)
    {
        switch (compound)
        {
            case Compound.Loop s:
                Emit(CodeKind.PushNumber, a: s.Times);
                var first = _code.Count;
                All(s.Body);
                Emit(CodeKind.LoopAgain, a: first);
                break;
            case Compound.IfOdd:
                var over = Emit(CodeKind.JumpIfEven);
                All(compound.Body);
                Land(over);
                break;
            case Compound.Call:
                Emit(CodeKind.SetRegister);
                All(compound.Body);
                break;
            case Compound.CallThen s:
                CallThen(s);
                break;
            case Compound.Inside:
                Emit(CodeKind.EnterRoutine);
                All(compound.Body);
                Emit(CodeKind.LeaveRoutine);
                break;
            case Compound.Holding:
                Emit(CodeKind.HoldToken);
                All(compound.Body);
                Emit(CodeKind.DropToken);
                break;
            case Compound.RepeatUntil s:
                var test = Access(CodeKind.Load, s.Cell, MemoryOrder.Once);
                var end = Emit(CodeKind.JumpIfResult, b: s.Value);
                All(s.Body);
                Emit(CodeKind.Jump, a: test);
                Land(end);
                break;
            default:
                Section(compound);
                break;
        }
    }

    private void CallThen(Compound.CallThen s)
    {
        if (s.After == After.Drops)
        {
            Emit(CodeKind.HoldToken);
        }

        Calls(s.Body);
        Emit(
            s.After switch
            {
                After.Holds => CodeKind.HoldToken,
                After.Drops => CodeKind.DropToken,
                After.Clears => CodeKind.ClearToken,
                _ => CodeKind.ToggleToken,
            }
        );
        Emit(CodeKind.SetRegister);
    }

    private void Section(Compound compound)
    {
        switch (compound)
        {
            case Compound.Locked s:
                Emit(CodeKind.Lock, layout.LockWord(s.Lock), s.Lock);
                All(s.Body);
                Emit(CodeKind.Unlock, layout.LockWord(s.Lock), s.Lock);
                break;
            case Compound.LockedShared s:
                Emit(CodeKind.LockShared, layout.LockWord(s.Lock), s.Lock);
                All(s.Body);
                Emit(CodeKind.UnlockShared, layout.LockWord(s.Lock), s.Lock);
                break;
            case Compound.TryLocked s:
                Emit(CodeKind.TryLock, layout.LockWord(s.Lock), s.Lock);
                var isTaken = Emit(CodeKind.JumpIfResult, b: 1);
                Emit(CodeKind.SetRegister);
                var over = Emit(CodeKind.Jump);
                Land(isTaken);
                All(s.Body);
                Emit(CodeKind.Unlock, layout.LockWord(s.Lock), s.Lock);
                Emit(CodeKind.SetRegister, a: 1);
                Land(over);
                break;
            case Compound.ReadSection:
                Emit(CodeKind.Enter, layout.Readers, order: MemoryOrder.EnterSection);
                Emit(CodeKind.PushResult);
                All(compound.Body);
                Emit(CodeKind.Leave, layout.Readers, order: MemoryOrder.LeaveSection);
                Emit(CodeKind.Pop);
                break;
            default:
                throw new NotSupportedException(compound.ToString());
        }
    }

    private void Circle(Automaton automaton)
    {
        var starts = new int[automaton.Rules.Length];
        var jumps = new List<(int Jump, int To)>();
        for (var i = 0; i < starts.Length; i++)
        {
            var rule = automaton.Rules[i];
            starts[i] = rule.Writes
                ? Access(CodeKind.Replace, rule.Cell, MemoryOrder.Full, rule.IfZero, rule.IfOne)
                : Access(CodeKind.Load, rule.Cell, MemoryOrder.Once);
            jumps.Add((Emit(CodeKind.JumpIfResult), rule.NextIfZero));
            jumps.Add((Emit(CodeKind.Jump), rule.NextIfOne));
        }

        foreach (var (jump, to) in jumps)
        {
            _code[jump] = _code[jump] with { A = starts[to] };
        }
    }
}
